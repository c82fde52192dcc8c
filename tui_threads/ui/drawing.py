"""How what has changed gets drawn: list, status line, header, and what is around the messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change
from tui_threads.ui.keymap import row, shown_key_of
from tui_threads.ui.lineage_words import LineageWords
from tui_threads.ui.panes import Panes, place_of
from tui_threads.ui.stage import Stage
from tui_threads.ui.status_words import hints_for, status_of
from tui_threads.ui.terminal_title import marked_title
from tui_threads.ui.who_answers import who_answers
from tui_threads.ui.widgets.status_line import Hint
from tui_threads.ui.widgets.thread_header import SEPARATOR
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession


class Drawing:
    """Brings the workspace into the panes. Knows no key and no message."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self._stage = stage
        self._work = work
        self._panes = panes
        self._lineage = LineageWords()
        self._list_due = False
        self._names: dict[str, str] = {}
        self._drawn_saved = True
        """Whether the status line says that everything typed is saved."""
        self._drawn_running: frozenset[int] = frozenset()
        """The threads that the list marks as running."""

    def list_changed(self) -> None:
        """Draw the list soon; many changes at once are drawn once."""
        if self._stage.is_up and self._stage.is_mounted and not self._list_due:
            self._list_due = True
            self._stage.soon(self.show_list)

    def show_list(self) -> None:
        """Draw the list, and what else tells of the thread that is shown."""
        work = self._work
        self._list_due = False
        self.show_header()
        self.show_title()
        self._drawn_running = running = work.running
        empty = (
            f"Nothing holds “{work.filter_text}”. Esc shows all."
            if work.filter_text
            else "No threads yet. What you ask is kept here."
        )
        self._panes.side.threads.show(work.shown_rows, running=running, open_key=work.key, empty=empty)

    def link_changed(self) -> None:
        """Draw that the link is up, or down."""
        if self._stage.is_mounted:
            self.show_status()

    def show_passing(self) -> None:
        """Draw what changes by itself: while a reply is awaited, or what was typed is being kept."""
        if self._work.drafts.saved != self._drawn_saved or self._work.running or self._drawn_running:
            self.show_status()

    def show_status(self) -> None:
        """Say how things stand."""
        if not self._stage.is_up:
            return
        work, panes = self._work, self._panes
        if work.running != self._drawn_running:
            self.list_changed()
        session = work.session
        self._drawn_saved = work.drafts.saved
        panes.status.show(
            status_of(
                work.endpoint,
                (work.link.state, work.link.sentence),
                session,
                pace=panes.transcript.tokens_per_second,
                saved=work.drafts.saved,
                notice=self._stage.notice,
                answering=who_answers(work.desk, work.row, session, work.endpoint).joined(" / "),
                once=work.once_name if work.once is not None else "",
            )
        )
        panes.status.show_hints(list(self._hints(busy=work.run_active)))

    def _hints(self, *, busy: bool) -> Iterator[Hint]:
        keymap = self._work.keymap
        for key_id, word in hints_for(place_of(self._stage.focused), busy=busy):
            if key := shown_key_of(row(key_id), keymap):
                yield Hint(key_id, key, word)

    def show_header(self) -> None:
        """Say what is shown, and who answers in it."""
        work, panes = self._work, self._panes
        row, session = work.row, work.session
        title = row.title if row else "New thread"
        who = who_answers(work.desk, row, session, work.endpoint)
        gone = row is not None and row.gone
        panes.header.show(title or "Untitled", "gone from the server" if gone else who.joined(SEPARATOR))
        if who.name:
            panes.welcome.show(who.name, who.instructions)
        assistants = work.desk.assistants if work.desk else {}
        names = {key: one.name for key, one in assistants.items() if one.name}
        if session is not None and names != self._names:
            self._names = names
            panes.transcript.set_names(assistants=names)
        panes.header.show_lineage(self._lineage.on(row, work.library.rows))

    def show_words(self, session: ChatSession, change: Change) -> None:
        """Draw what was said in the thread that is shown."""
        if change and session is self._work.session:
            self._panes.transcript.show(session.conversation, change)

    def show_session(self, session: ChatSession) -> None:
        """Draw what a session did besides; of one that is not looked at the list tells."""
        work = self._work
        if session is work.session:
            self.show_around()
            self.show_title()
        elif work.running != self._drawn_running:
            self.list_changed()

    def show_around(self) -> None:
        """Draw everything around the messages."""
        session, panes = self._work.session, self._panes
        empty = session is None or session.bare
        panes.welcome.display = empty
        panes.transcript.display = not empty
        self.show_header()
        self.show_status()
        context = session.context if session is not None else None
        panes.transcript.mark_unseen(context.first_seen if context is not None else None)

    def show_files(self) -> None:
        """Draw what is attached to the draft that is shown."""
        if self._stage.is_up:
            self._panes.attachments.show(self._work.draft_files.of(self._work.draft_key))

    def show_title(self) -> None:
        """Let the terminal's title follow the thread, with a mark while a reply is awaited."""
        work = self._work
        session = work.session
        run = session.active_run if session is not None else None
        waits = run is not None and run.status == "requires_action"
        self._stage.app.title = marked_title(
            work.row.title if work.row is not None else "",
            "asked" if waits else "running" if session is not None and session.busy else "still",
            ascii_only=work.settings.ui.ascii,
        )
        # For whoever shows the app in a page, and opens the page again.
        thread_id = (work.row.id or "") if work.row is not None else ""
        self._stage.app.sub_title = f"{work.profile}/{thread_id}"
