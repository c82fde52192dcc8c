"""Where the reader was in each thread: noted while one reads, gone to when the thread is opened."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tui_threads.chat.cache import CacheError
from tui_threads.chat.changes import Change, Reset
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.seeking import Seeking
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.places import PlaceKeeper
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_LONGEST_BLANK = 0.5
"""Seconds for which the end of a thread that was left elsewhere is not shown."""
_log = logging.getLogger(__name__)


class ReadingPlaces(Follower):
    """Brings the reader back, unless a message is sought."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, seeking: Seeking) -> None:
        self._stage = stage
        self._work = work
        self._panes = panes
        self._seeking = seeking
        self._keeper = PlaceKeeper(work.cache)
        self._placed: int | None = None
        """The thread that is shown where it was left, so that its place may be noted again."""

    def leaving(self, to: ThreadRow | None) -> None:
        self.note()

    def opened(self, row: ThreadRow | None) -> None:
        self._placed = None
        if row is not None:
            self._expect(row.key)
        session = self._work.session
        if session is not None and session.opened:
            self._put_in_place()

    def _expect(self, key: int) -> None:
        """Keep the end of a thread out of its first drawing, where it was left elsewhere."""
        try:
            place = self._keeper.of(key)
        except CacheError:
            return  # it is asked again when the thread is loaded, and the failure is told then
        if place is not None:
            transcript = self._panes.transcript
            transcript.places.expect(place)
            transcript.set_timer(_LONGEST_BLANK, transcript.places.appear)

    def changed(self, session: ChatSession, change: Change) -> None:
        if self._placed is None and session is self._work.session and Reset() in change.ops:
            self._put_in_place()

    def note(self) -> None:
        """Keep where the reader is now."""
        key, transcript = self._work.key, self._panes.transcript
        if key is not None and self._placed == key and transcript.display:
            if self._keeper.note(key, transcript.place):
                self._stage.start(self._keeper.save, group="place")

    def save_now(self) -> None:
        """Before the app ends."""
        try:
            self._keeper.save_now()
        except CacheError as error:
            _log.warning("the reading places were not kept: %s", error)

    def _put_in_place(self) -> None:
        """Show the thread where it was left, unless a message of it is sought."""
        if (key := self._work.key) is not None:
            self._placed = key
            if not self._seeking.seeks:
                self._stage.start(self._restore, key, group="place")

    async def _restore(self, key: int) -> None:
        from tui_threads.chat.search.reaching import reach

        place = self._keeper.of(key)
        seat = self._work.place
        if place is None or seat is None or seat.session.key != key:
            return
        self._placed = None
        await reach(seat.errands, self._work.cache, place.rpartition(":")[0])
        if self._work.key != key:
            return
        if self._seeking.seeks:
            self._placed = key  # from now on the reader is where the sought message is
        else:
            self._panes.transcript.restore(place)
            self._placed = key
