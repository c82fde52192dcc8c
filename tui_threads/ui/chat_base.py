"""How what has changed gets drawn: list, status line, header, and what is around the messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on

from tui_threads.chat.changes import NOTHING, Change, Extended
from tui_threads.ui.chat_ground import ChatGround
from tui_threads.ui.keymap import row, shown_key_of
from tui_threads.ui.status_words import hints_for, status_of
from tui_threads.ui.who_answers import who_answers
from tui_threads.ui.widgets.status_line import Hint, StatusLine
from tui_threads.ui.widgets.thread_header import SEPARATOR

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession


class ChatBase(ChatGround):
    """Draws what all parts of the screen share. Knows no key and no message."""

    def list_changed(self) -> None:
        """Draw the list soon; many changes at once are drawn once."""
        if not self.app.is_running:
            return
        self._adopt_rows()
        if not self._list_due and self.is_mounted:
            self._list_due = True
            self.call_later(self.draw_list)

    def _adopt_rows(self) -> None:
        """What the library has learned of open threads, such as a title given elsewhere, is theirs too."""
        if self.desk is not None:
            self.desk.adopt(self.library.row)
        if self.row is not None:
            self.row = self.library.row(self.row.key) or self.row

    def draw_list(self) -> None:
        self._list_due = False
        self.draw_header()
        rows = self.library.shown(self.filter_text, archived=self.with_archived)
        self._drawn_running = running = self._running_threads()
        empty = (
            f"Nothing holds “{self.filter_text}”. Esc shows all."
            if self.filter_text
            else "No threads yet. What you ask is kept here."
        )
        self.pane.threads.show(
            rows,
            running=running,
            open_key=self.row.key if self.row else None,
            empty=empty,
        )

    def _running_threads(self) -> frozenset[int]:
        return self.library.running | (self.desk.running if self.desk else frozenset())

    def link_changed(self) -> None:
        if self.is_mounted:
            self.draw_status()

    def draw_status(self) -> None:
        if not self.app.is_running:
            return  # the widgets go before the work does
        if self._running_threads() != self._drawn_running:
            self.list_changed()
        session = self.session
        self._drawn_saved = self.drafts.saved
        self.status.show(
            status_of(
                self.setup.endpoint,
                (self.link.state, self.link.sentence),
                session,
                pace=self.transcript.tokens_per_second,
                saved=self.drafts.saved,
                notice=self._notice,
                answering=who_answers(self.desk, self.row, session, self.setup.endpoint).joined(" / "),
                once=self.once_name if self.once is not None else "",
            )
        )
        busy = session is not None and session.active_run is not None
        self.status.show_hints(list(self._hints(busy=busy)))

    def _hints(self, *, busy: bool) -> Iterator[Hint]:
        keymap = self.keymap
        for key_id, word in hints_for(self.focused_place, busy=busy):
            if key := shown_key_of(row(key_id), keymap):
                yield Hint(key_id, key, word)

    @on(StatusLine.Pressed)
    async def press_hint(self, event: StatusLine.Pressed) -> None:
        await self.perform(row(event.id))

    def draw_header(self) -> None:
        row, session = self.row, self.session
        title = row.title if row else "New thread"
        assistants = self.desk.assistants if self.desk else {}
        who = who_answers(self.desk, row, session, self.setup.endpoint)
        gone = row is not None and row.gone
        self.header.show(title or "Untitled", "gone from the server" if gone else who.joined(SEPARATOR))
        if who.name:
            self.welcome.show(who.name, who.instructions)
        names = {key: one.name for key, one in assistants.items() if one.name}
        if session is not None and names != self._names:
            self._names = names
            self.transcript.set_names(assistants=names)

    def session_changed(self, session: ChatSession, change: Change) -> None:
        """Draw what a session did; for one that is not looked at only its row."""
        if not self.app.is_running:
            return  # the app is leaving, and what it drew on is gone already
        if session is self.session:
            if change:
                self.transcript.show(session.conversation, change)
            if change and all(isinstance(op, Extended) for op in change.ops):
                return  # a token of text costs nothing else
            self.row = session.row
            self.show_whole(session)
        known = self.library.row(session.row.key)
        if known is None or known != session.row or change is not NOTHING:
            self.library.put(session.row)

    def show_whole(self, session: ChatSession | None) -> None:
        """Draw everything around the messages."""
        empty = session is None or session.bare
        self.welcome.display = empty
        self.transcript.display = not empty
        self.draw_header()
        self.draw_status()
