"""What becomes of runs, told where one looks: terminal title, notification, transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.message import Message

from tui_threads.chat.changes import Change, Extended
from tui_threads.ui.actions.run import RunActions
from tui_threads.ui.actions.thread import ThreadActions
from tui_threads.ui.plain import one_line
from tui_threads.ui.setup import Setup
from tui_threads.ui.terminal_title import marked_title

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_ENDINGS = {
    "completed": "the reply is there",
    "failed": "the run has failed",
    "incomplete": "the reply is cut short",
    "expired": "the run has expired",
}
"""A run that was cancelled ended by somebody's wish, and is no news."""


class RunNews(ThreadActions, RunActions):
    """Watches the runs of all sessions."""

    class Happened(Message):
        """Something that one who does not look at the terminal wants to know."""

        def __init__(self, words: str, how: Literal["bell", "osc9", "none"]) -> None:
            super().__init__()
            self.words = words
            """The thread and what became of it, in one line."""
            self.how = how
            """How the user wants to be told."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._last_states: dict[int, tuple[str, str]] = {}
        """Run and state last seen, by the key of the thread."""

    def session_changed(self, session: ChatSession, change: Change) -> None:
        super().session_changed(session, change)
        if not self.app.is_running or (change and all(isinstance(op, Extended) for op in change.ops)):
            return
        run = session.conversation.run
        if run is not None:
            before = self._last_states.get(session.row.key)
            self._last_states[session.row.key] = (run.id, run.status)
            if before is not None and before[0] == run.id and before[1] != run.status:
                self.tell(session, _ENDINGS.get(run.status, ""))
        if session is self.session:
            self.show_title()

    def tell(self, session: ChatSession, words: str) -> None:
        """Notify of something in a thread, when nobody looks at the terminal."""
        if words and not self.app.app_focus:
            title = one_line(session.row.title) or "a thread"
            self.post_message(self.Happened(f"{title}: {words}", self.setup.settings.ui.notify))

    def show_whole(self, session: ChatSession | None) -> None:
        super().show_whole(session)
        context = session.context if session is not None else None
        self.transcript.mark_unseen(context.first_seen if context is not None else None)

    def show_title(self) -> None:
        """The thread's title with a mark while a reply is awaited."""
        session = self.session
        run = session.active_run if session is not None else None
        waits = run is not None and run.status == "requires_action"
        self.app.title = marked_title(
            self.row.title if self.row is not None else "",
            "asked" if waits else "running" if session is not None and session.busy else "still",
            ascii_only=self.setup.settings.ui.ascii,
        )
        # For whoever shows the app in a page, and opens the page again.
        self.app.sub_title = (self.row.id or "") if self.row is not None else ""
