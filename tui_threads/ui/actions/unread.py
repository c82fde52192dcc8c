"""What is new in a thread since it was last looked at: marked, and told in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change, Extended
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.thread import ThreadActions
from tui_threads.ui.setup import Setup

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession


class UnreadActions(ThreadActions):
    """Marks the first message that came while a thread was not in view.

    What was there when one left counts as read; of a thread that changed while the app did not run, what the
    cache holds of it.
    """

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._read: dict[int, str] = {}
        self._looking = False

    def open_thread(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        """Remember what was read of the thread that is left; look for news in the one that is opened."""
        if (left := self.session) is not None and (last := _last_message(left)) is not None:
            self._read[left.row.key] = last
        super().open_thread(row, focus=focus)
        self.transcript.mark_unread(None)
        self._looking = row is not None and (row.unread or row.key in self._read)
        if self.session is not None:
            self._mark_news(self.session)

    def session_changed(self, session: ChatSession, change: Change) -> None:
        """Draw the change, and mark what in it is news."""
        super().session_changed(session, change)
        if self._looking and session is self.session and self.app.is_running:
            if not all(isinstance(op, Extended) for op in change.ops):
                self._mark_news(session)

    def _mark_news(self, session: ChatSession) -> None:
        from tui_threads.chat.entries import MessageEntry

        keys, last = session.conversation.keys, _last_message(session)
        if not self._looking or last is None or not session.opened:
            return
        read = self._read.setdefault(session.row.key, last)
        after = keys[keys.index(read) + 1 :] if read in keys else ()
        entries = (session.conversation.peek(key) for key in after)
        news = [one for one in entries if isinstance(one, MessageEntry) and one.message.role != "user"]
        if not news:
            return
        self._looking = False
        self.transcript.mark_unread(news[0].key)
        if not self.transcript.shows(news[0].key):
            self.say("There are new messages; u goes to the first of them.")

    def send(self, text: str) -> None:
        """What one sends, and what answers it, is no news."""
        self._looking = False
        super().send(text)


def _last_message(session: ChatSession) -> str | None:
    """The newest message that the server has, of those that are shown."""
    from tui_threads.chat.entries import MessageEntry

    conversation = session.conversation
    return next(
        (key for key in reversed(conversation.keys) if isinstance(conversation.peek(key), MessageEntry)), None
    )
