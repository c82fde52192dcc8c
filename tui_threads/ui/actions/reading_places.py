"""Where the reader was in each thread: noted while one reads, gone to when the thread is opened."""

from __future__ import annotations

import logging
from functools import partial
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

_TOLD = 0.5
"""Seconds after which what is waited for is said."""
_WAITING = "Going to where you left this thread. PageDown shows its end."
_log = logging.getLogger(__name__)


class ReadingPlaces(Follower):
    """Brings the reader back, unless a message is sought."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, seeking: Seeking) -> None:
        self._stage = stage
        self._work = work
        self._panes = panes
        self._seeking = seeking
        self._keeper = PlaceKeeper(work.cache)
        self._reaching = 0
        """How many look for a place at present."""
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
            self._put_in_place(session)

    def _expect(self, key: int) -> None:
        """Draw nothing of a thread that was left elsewhere than at its end until its place is there."""
        try:
            place = self._keeper.of(key)
        except CacheError:
            return  # the end is shown; the thread's messages cannot be read either, which is told
        if place is not None:
            self._panes.transcript.places.expect(place)
            self._stage.later(_TOLD, partial(self._wait, key))

    def _wait(self, key: int) -> None:
        """Say what is waited for; where nobody answers, wait no longer."""
        session, places = self._work.session, self._panes.transcript.places
        if self._work.key != key or self._seeking.seeks or not places.awaits:
            return
        is_read = session is not None and session.opened and not self._reaching
        if is_read and (self._work.link.state == "offline" or _has_failed(session)):
            self._give_up(key)
        else:
            places.tell(_WAITING)
            self._stage.later(_TOLD, partial(self._wait, key))

    def _give_up(self, key: int) -> None:
        self._placed = key
        self._panes.transcript.places.end()
        self._stage.say("Where you left this thread cannot be shown; this is its end.")

    def changed(self, session: ChatSession, change: Change) -> None:
        if self._placed is None and session is self._work.session and Reset() in change.ops:
            self._put_in_place(session)

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

    def _put_in_place(self, session: ChatSession) -> None:
        """Show the thread where it was left, unless a message of it is sought."""
        if self._seeking.seeks:
            self._placed = session.key
        else:
            self._stage.start(self._restore, session, not session.stale, group="place")

    async def _restore(self, session: ChatSession, asked: bool) -> None:
        """Go to the place as soon as it is loaded.

        Args:
            asked: Whether the server has given its newest page, so that what is not found is not there.
        """
        from tui_threads.chat.search.reaching import reach

        key, places = session.key, self._panes.transcript.places
        place, seat = self._keeper.of(key), self._work.place
        if seat is None or seat.session is not session:
            return
        found = False
        if place is not None and places.awaits:
            self._reaching += 1
            try:
                found = await reach(seat.errands, self._work.cache, place.rpartition(":")[0])
            finally:
                self._reaching -= 1
        if self._work.key != key or self._placed is not None:
            return
        if not places.awaits or self._seeking.seeks:  # the reader is elsewhere by now
            self._placed = key
        elif found:
            places.restore(place)
            self._placed = key
        elif asked or self._work.link.state == "offline":
            self._give_up(key)


def _has_failed(session: ChatSession | None) -> bool:
    from tui_threads.chat.entries import FailureEntry

    entries = session.conversation.entries if session is not None else ()
    return bool(entries) and isinstance(entries[-1], FailureEntry)
