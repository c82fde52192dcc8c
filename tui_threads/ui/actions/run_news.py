"""What becomes of runs, told to one who does not look at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.message import Message

from tui_threads.chat.changes import Change
from tui_threads.ui.following import Follower
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_ENDINGS = {
    "completed": "the reply is there",
    "failed": "the run has failed",
    "incomplete": "the reply is cut short",
    "expired": "the run has expired",
}
"""A run that was cancelled ended by somebody's wish, and is no news."""


class RunNews(Follower):
    """Watches the runs of all sessions."""

    class Happened(Message):
        """Something that one who does not look at the terminal wants to know."""

        def __init__(self, words: str, how: Literal["bell", "osc9", "none"]) -> None:
            super().__init__()
            self.words = words
            """The thread and what became of it, in one line."""
            self.how = how
            """How the user wants to be told."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self._stage = stage
        self._work = work
        self._last_states: dict[int, tuple[str, str]] = {}
        """Run and state last seen, by the key of the thread."""

    def changed(self, session: ChatSession, change: Change) -> None:
        run = session.conversation.run
        if run is not None:
            before = self._last_states.get(session.key)
            self._last_states[session.key] = (run.id, run.status)
            if before is not None and before[0] == run.id and before[1] != run.status:
                self.tell(session, _ENDINGS.get(run.status, ""))

    def tell(self, session: ChatSession, words: str) -> None:
        """Notify of something in a thread, when nobody looks at the terminal."""
        if words and not self._stage.app.app_focus:
            title = one_line(session.row.title) or "a thread"
            self._stage.post(self.Happened(f"{title}: {words}", self._work.setup.settings.ui.notify))
