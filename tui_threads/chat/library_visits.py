"""What was said last in each thread, where the server's list does not tell: asked one by one, politely."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from tui_threads.api.errors import ApiError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.library import Library
from tui_threads.chat.seen import seen_message
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_MOST, _AT_ONCE = 200, 5
"""Threads that are asked for after a refresh, and of them at once, so that other work comes between."""


class Attendance(Protocol):
    """The sessions at work, which look after their threads themselves."""

    @property
    def attended(self) -> frozenset[str]:
        """Ids of their threads."""

    def hear(self, thread_id: str, message_id: str | None, run_id: str | None) -> None:
        """Tell a session what the server lists as its thread's last message and active run."""


class LibraryVisits:
    """A round through the newest threads of a profile."""

    def __init__(self, library: Library, *, cache: Cache, sessions: Attendance) -> None:
        self._library = library
        self._cache = cache
        self._sessions = sessions
        self._due = False
        self._left: deque[int] = deque()

    def plan(self) -> None:
        """Begin a round with the next call of `go_on`."""
        self._due = True

    @property
    def waiting(self) -> bool:
        """Whether the round is not over."""
        return self._due or bool(self._left)

    async def go_on(self, client: ThreadsClient) -> int:
        """Ask a few threads, those with the newest activity first; how many brought news.

        Raises:
            ApiError: the server is out of reach.
        """
        if self._due:
            self._due = False
            known = [row.key for row in self._library.rows if row.id and not row.gone and row.created_at]
            self._left = deque(known[:_MOST])
        changed = 0
        for _ in range(min(_AT_ONCE, len(self._left))):
            row = self._library.row(self._left.popleft())
            if row is not None and row.id is not None:
                changed += await self._visit(client, row, row.id)
        return changed

    async def _visit(self, client: ThreadsClient, row: ThreadRow, thread_id: str) -> int:
        try:
            page = await client.threads.messages.list(thread_id, order="desc", limit=1)
        except ApiError as error:
            kind = trouble_of(error).kind
            if kind in ("unreachable", "refused"):
                raise
            if kind == "gone":
                await self._cache.run(thread_rows.change_thread, row.key, gone=True)
            return int(kind == "gone")
        if not page.data:
            return 0
        self._sessions.hear(thread_id, page.data[0].id, None)
        seen = [seen_message(row, page.data[0])]
        attended = self._sessions.attended
        return await self._cache.run(thread_rows.see_threads, self._library.profile, seen, attended=attended)
