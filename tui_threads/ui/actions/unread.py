"""What is new in a thread since it was last looked at: marked, and told in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_NOTHING = ""
"""Stands for the last message that was read where there was none."""


class Unread(Follower):
    """Marks the first message that came while a thread was not in view.

    What was there when one left counts as read; of a thread that changed while the app did not run, what the
    cache holds of it.
    """

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self._stage = stage
        self._work = work
        self._transcript = panes.transcript
        self._read: dict[int, str] = {}
        self._looking = False

    def leaving(self, to: ThreadRow | None) -> None:
        """Remember what was read of the thread that is left."""
        if (left := self._work.session) is None:
            return
        if (last := _last_message(left)) is not None:
            self._read[left.key] = last
        elif left.conversation.keys:  # what is still to be sent: all that answers it is news
            self._read[left.key] = _NOTHING

    def opened(self, row: ThreadRow | None) -> None:
        """Look for news in the thread that is opened."""
        self._transcript.mark_unread(None)
        self._looking = row is not None and (row.unread or row.key in self._read)
        if self._work.session is not None:
            self._mark_news(self._work.session)

    def changed(self, session: ChatSession, change: Change) -> None:
        """Mark what in it is news."""
        if change and session is self._work.session:
            self._mark_news(session)

    def sending(self) -> None:
        """What one sends, and what answers it, is no news."""
        self._looking = False

    def _mark_news(self, session: ChatSession) -> None:
        from tui_threads.chat.entries import MessageEntry

        keys, last = session.conversation.keys, _last_message(session)
        if not self._looking or last is None or not session.opened:
            return
        read = self._read.setdefault(session.key, last)
        after = keys[keys.index(read) + 1 :] if read in keys else keys if read == _NOTHING else ()
        entries = (session.conversation.peek(key) for key in after)
        news = [one for one in entries if isinstance(one, MessageEntry) and one.message.role != "user"]
        if not news:
            return
        self._looking = False
        self._transcript.mark_unread(news[0].key)
        if not self._transcript.shows(news[0].key):
            self._stage.say("There are new messages; u goes to the first of them.")


def _last_message(session: ChatSession) -> str | None:
    """The newest message that the server has, of those that are shown."""
    from tui_threads.chat.entries import MessageEntry

    conversation = session.conversation
    return next(
        (key for key in reversed(conversation.keys) if isinstance(conversation.peek(key), MessageEntry)), None
    )
