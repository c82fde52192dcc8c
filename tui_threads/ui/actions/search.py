"""Searching everything that was said, going to what was found, and what goes on for it in the background."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change, Reset
from tui_threads.ui.actions.thread import ThreadActions

if TYPE_CHECKING:
    from tui_threads.chat.search.hits import Found, Hit
    from tui_threads.chat.search.index import SearchIndex
    from tui_threads.chat.session import ChatSession
    from tui_threads.chat.thread_rows import ThreadRow

_HITS = 60
_SETTLED = 3.0
"""Seconds after which a thread that was opened has caught up with its server, so that nothing is reloaded."""

_READING_SECONDS = 2.0
"""How long nothing is read in the background after a thread was opened; the next may be opened at once."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """A message that is to be shown as soon as it is loaded."""

    thread: int
    message: str
    words: Sequence[str]


class SearchActions(ThreadActions):
    """What the search dialog needs of the screen."""

    _sought: _Sought | None = None
    _searched = ""
    _opened_at = 0.0

    def open_thread(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        self._opened_at = time.monotonic()
        super().open_thread(row, focus=focus)

    def _may_read(self) -> bool:
        """Whether nothing goes on that somebody waits for."""
        idle = self.desk is not None and not self.desk.running
        return idle and time.monotonic() - self._opened_at > _READING_SECONDS

    @cached_property
    def search_index(self) -> SearchIndex:
        """The index of this profile's threads."""
        from tui_threads.chat.search.index import SearchIndex

        return SearchIndex(self.cache.path, self.setup.endpoint.profile)

    def keep_searchable(self) -> None:
        """Begin to index what is mirrored, and to mirror what was never opened here."""
        from tui_threads.chat.search.mirroring import WholeMirrors

        whole = WholeMirrors(
            profile=self.setup.endpoint.profile,
            cache=self.cache,
            link=self.link,
            may_read=self._may_read,
            is_near=self.setup.endpoint.is_local,
        )
        self.start(self.search_index.run(), group="index")
        self.start(whole.run(), group="mirror")

    def on_unmount(self) -> None:
        if "search_index" in self.__dict__:
            self.search_index.close()

    @property
    def seeks(self) -> bool:
        """Whether a message of the thread that is shown is to be shown."""
        return self._sought is not None and self.row is not None and self._sought.thread == self.row.key

    def open_at(self, row: ThreadRow, message_id: str) -> None:
        """Open a thread at one of its messages."""
        self._go_to_message(row, _Sought(row.key, message_id, ()))

    def action_search(self) -> None:
        from tui_threads.ui.dialogs.search import SearchDialog

        dialog = SearchDialog(self._find, self.search_index.extent, text=self._searched)
        self.app.push_screen(dialog, self._leave_search)

    def search_for(self, words: str) -> None:
        """`/search WORDS`."""
        self._searched = words
        self.action_search()

    async def _find(self, text: str) -> Found:
        self._searched = text
        current = self.row.key if self.row is not None else None
        return await self.search_index.find(text, limit=_HITS, current=current, typing=True)

    def _leave_search(self, hit: Hit | None) -> None:
        if hit is not None:
            self.open_hit(hit)

    def open_hit(self, hit: Hit) -> None:
        """Open the thread of a hit, and show its message where it is one."""
        row = self.library.row(hit.thread)
        if row is None:
            self.say("This thread is no longer here.")
            return
        self.remove_class("-list")
        if hit.message_id is None:
            self.open_thread(row)
        else:
            text = hit.snippet.text
            words = dict.fromkeys(text[begin:end] for begin, end in hit.snippet.spans)
            self._go_to_message(row, _Sought(hit.thread, hit.message_id, tuple(words)))

    def _go_to_message(self, row: ThreadRow, sought: _Sought) -> None:
        self.open_thread(row)
        self._sought = sought
        self._seek()

    def session_changed(self, session: ChatSession, change: Change) -> None:
        """Go on to the message that is sought when its thread was loaded, or loaded anew without it."""
        super().session_changed(session, change)
        sought = self._sought
        if sought is None or session is not self.session or Reset() not in change.ops:
            return
        if sought.message not in session.conversation.keys or not self.transcript.has_focus:
            self._seek()

    def _seek(self) -> None:
        session, sought = self.session, self._sought
        if session is None or sought is None or session.row.key != sought.thread:
            self._sought = None
        elif session.opened:
            self.start(self._reach(sought), group="seek")

    async def _reach(self, sought: _Sought) -> None:
        from tui_threads.chat.search.reaching import reach

        place = self.desk.current if self.desk else None
        if place is None or place.session.row.key != sought.thread:
            return
        found = await reach(place.errands, self.cache, sought.message)
        if self._sought is not sought or place.session is not self.session:
            return
        if found:
            self.call_after_refresh(partial(self._reveal, sought))
        elif self.link.state == "offline":
            self.say("This message is not kept here; it is shown when the server answers.")
        elif not place.session.stale:
            self.say("This message is no longer in the thread.")

    def _reveal(self, sought: _Sought) -> None:
        if self._sought is sought and self.transcript.reveal(sought.message, sought.words):
            self.set_focus(self.transcript)
            self.set_timer(_SETTLED, partial(self._settle, sought))

    def _settle(self, sought: _Sought) -> None:
        """The message was shown for a while; where the reader goes from there is the reader's."""
        if self._sought is sought:
            self._sought = None
