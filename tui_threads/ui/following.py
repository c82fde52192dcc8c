"""Following what is shown: parts that want to know of threads that are opened, and what sessions do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change
from tui_threads.chat.thread_rows import ThreadRow

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession


class Follower:
    """A part that follows; it overrides what it wants to know."""

    def leaving(self, to: ThreadRow | None) -> None:
        """Another thread is about to be shown, or the place where a new one begins."""

    def opened(self, row: ThreadRow | None) -> None:
        """A thread is shown, or the place where a new one begins."""

    def sending(self) -> None:
        """The user says something in the thread that is shown."""

    def changed(self, session: ChatSession, change: Change) -> None:
        """A session, of whatever thread, did more than take in words; what it did is drawn."""
