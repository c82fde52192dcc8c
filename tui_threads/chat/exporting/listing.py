"""Every thread there is: as the server lists them, or as far as this machine knows them.

The public protocol has no call for it. Where the server has one, the cache learns what it says, so that
both answers have the same form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.history import text_of
from tui_threads.chat.seen import seen_thread
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.titles import title_from
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.threads import Thread


@dataclass(frozen=True, slots=True)
class Listed:
    """Threads with an id, pinned first, then the newest."""

    rows: Sequence[ThreadRow]
    from_server: bool
    """Whether the server listed them; else the rows are what this machine knows."""


async def list_threads(client: ThreadsClient | None, cache: Cache, profile: str) -> Listed:
    """Ask the server, where there is a client and it can list; then read the cache.

    Raises:
        ApiError: the server failed or is out of reach.
        CacheError: the cache cannot be used.
    """
    known = await cache.run(thread_rows.read_known_ids, profile)
    threads = await _from_server(client) if client is not None else None
    if threads is not None:
        await cache.run(thread_rows.see_threads, profile, [seen_thread(thread) for thread in threads])
        await cache.run(thread_rows.mark_deleted, profile, known - {thread.id for thread in threads})
    rows = await cache.run(thread_rows.read_threads, profile)
    with_id = [row for row in rows if row.id is not None and row.delete_at is None]
    return Listed(with_id, threads is not None)


async def _from_server(client: ThreadsClient) -> list[Thread] | None:
    """All threads, or None where the server has no such list."""
    try:
        return [thread async for thread in client.threads.list(limit=100, order="desc")]
    except ApiError as error:
        # Without a status nobody was asked: the profile is wrong, which is not to be told as "no such list".
        if error.status_code is not None and trouble_of(error).kind in ("gone", "rejected"):
            return None
        raise


async def with_titles(client: ThreadsClient, rows: Sequence[ThreadRow]) -> list[ThreadRow]:
    """The same rows; those of other programs, which have no title, get the first line that was said."""
    return [row if row.title or row.id is None else await _titled(client, row, row.id) for row in rows]


async def _titled(client: ThreadsClient, row: ThreadRow, thread_id: str) -> ThreadRow:
    try:
        first = await client.threads.messages.list(thread_id, order="asc", limit=1)
    except ApiError as error:
        if trouble_of(error).kind in ("unreachable", "refused"):
            raise
        return row
    return row._replace(title=title_from(text_of(first.data[0]))) if first.data else row
