"""Going to a message: opened at it, loaded as far as it, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change, Reset
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_TOLD = 0.5
"""Seconds after which what is waited for is said."""
_WAITING = "Going to the message. PageDown shows the end of the thread."
_SETTLED = 3.0
"""Seconds after which a thread that was opened has caught up with its server, so that nothing is reloaded."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """A message that is to be shown as soon as it is loaded."""

    thread: int
    message: str
    words: Sequence[str]


class Seeking(Follower):
    """Looks for one message until it is shown, or another thread is."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, opening: Opening) -> None:
        self._stage = stage
        self._work = work
        self._panes = panes
        self._opening = opening
        self._sought: _Sought | None = None
        self._revealed = False
        """Whether what is sought was shown."""

    @property
    def seeks(self) -> bool:
        """Whether a message of the thread that is shown is to be shown."""
        return self._sought is not None and self._sought.thread == self._work.key

    def open_at(self, row: ThreadRow, message_id: str, words: Sequence[str] = ()) -> None:
        """Open a thread at one of its messages, and mark words in it."""
        self._opening.open(row, focus=False)
        self._stage.focus(self._panes.transcript)  # before it is found: the next key may be here already
        self._sought = sought = _Sought(row.key, message_id, words)
        self._revealed = False
        self._panes.transcript.places.expect(f"{message_id}:0")
        self._stage.later(_TOLD, partial(self._tell, sought))
        self._seek()

    def _tell(self, sought: _Sought) -> None:
        """Say what is waited for, if it takes long."""
        if self._sought is sought:
            self._panes.transcript.places.tell(_WAITING)

    def leaving(self, to: ThreadRow | None) -> None:
        self._sought = None

    def changed(self, session: ChatSession, change: Change) -> None:
        """Go on to the message that is sought when its thread was loaded, or loaded anew without it."""
        sought = self._sought
        if sought is None or session is not self._work.session or Reset() not in change.ops:
            return
        if sought.message not in session.conversation.keys or not self._revealed:
            self._seek()

    def _seek(self) -> None:
        session, sought = self._work.session, self._sought
        if session is None or sought is None or session.key != sought.thread:
            self._sought = None
        elif session.opened:
            self._stage.start(self._reach, sought, group="seek")

    async def _reach(self, sought: _Sought) -> None:
        from tui_threads.chat.search.reaching import reach

        place = self._work.place
        if place is None or place.session.key != sought.thread:
            return
        found = await reach(place.errands, self._work.cache, sought.message)
        if self._sought is not sought or place.session is not self._work.session:
            return
        if found:
            self._stage.after_refresh(partial(self._reveal, sought))
        elif self._work.link.state == "offline":
            self._give_up("This message is not kept here; it is shown when the server answers.")
        elif not place.session.stale:
            self._give_up("This message is no longer in the thread.")

    def _give_up(self, why: str) -> None:
        if self._panes.transcript.places.awaits:
            self._panes.transcript.places.end()
        self._stage.say(why)

    def _reveal(self, sought: _Sought) -> None:
        if self._sought is sought and self._panes.transcript.reveal(sought.message, sought.words):
            self._revealed = True
            self._stage.focus(self._panes.transcript)
            self._stage.later(_SETTLED, partial(self._settle, sought))

    def _settle(self, sought: _Sought) -> None:
        """The message was shown for a while; where the reader goes from there is the reader's."""
        if self._sought is sought:
            self._sought = None
