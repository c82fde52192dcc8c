"""Reading threads that were never opened here, so that a search covers everything that was ever said.

One thread at a time, page by page, with rests in between; only while nothing else goes on. A thread is read
from its first message on, so that its order is certain and whoever reads it offline meets no gap. It is read
on from where that ended when something was said in it since.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui_threads.api.errors import ApiError
from tui_threads.chat import mirror, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.history import mirrored
from tui_threads.chat.link import Link
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.messages import Message

Between = Callable[[float], Awaitable[None]]

_PAGE = 100
_FIRST_REST, _LONG_REST = 1.0, 5.0
_FAILED_SECONDS = 600.0
"""How long a thread that could not be read is left alone."""
_WRITTEN_SECONDS = 20.0
"""The same of one in which a message is being written."""
_BEGINNING = -1


class Unread(NamedTuple):
    """A thread of which not everything is mirrored."""

    key: int
    id: str
    active_at: int
    newest: str
    """Id of the last message that is mirrored without a gap; empty where none is."""


class WholeMirrors:
    """Keeps a profile's threads mirrored from their first message to their last."""

    def __init__(
        self, *, profile: str, cache: Cache, link: Link, may_read: Callable[[], bool], is_near: bool
    ) -> None:
        """
        Args:
            profile: Whose threads.
            cache: Where they are mirrored.
            link: The server they are on.
            may_read: Whether nothing else goes on.
            is_near: Whether the server is on this machine and need not be spared much.
        """
        self._profile = profile
        self._cache = cache
        self._link = link
        self._may_read = may_read
        self._rest, self._share = (0.1, 4.0) if is_near else (1.0, 10.0)
        self._failed: dict[int, float] = {}

    async def run(self) -> None:
        """Read what is missing, one thread after another, until cancelled."""
        await asyncio.sleep(_FIRST_REST)
        while True:
            if not self._may_read():
                await asyncio.sleep(_FIRST_REST)
                continue
            thread = await self._next()
            if thread is None:
                await asyncio.sleep(_LONG_REST)
                continue
            try:
                await self._link.call(partial(self._read, thread=thread))
            except ApiError as error:
                await self._meet(error, thread)

    async def _next(self) -> Unread | None:
        for thread in await self._cache.run(read_unread, self._profile, len(self._failed) + 1):
            if time.monotonic() - self._failed.get(thread.key, -_FAILED_SECONDS) >= _FAILED_SECONDS:
                return thread
        return None

    async def _read(self, client: ThreadsClient, thread: Unread) -> None:
        if not await read_whole(client, self._cache, thread, between=self._pause):
            self._failed[thread.key] = time.monotonic() - _FAILED_SECONDS + _WRITTEN_SECONDS

    async def _pause(self, seconds: float) -> None:
        """Rest after a page that took so long, and for as long as something else goes on."""
        await asyncio.sleep(max(self._rest, self._share * seconds))
        while not self._may_read():  # noqa: ASYNC110  # it is known only by asking
            await asyncio.sleep(_FIRST_REST)

    async def _meet(self, error: ApiError, thread: Unread) -> None:
        kind = trouble_of(error).kind
        if kind in ("unreachable", "refused"):
            return  # the next call waits for the link
        self._failed[thread.key] = time.monotonic()
        if kind == "gone":
            await self._cache.run(thread_rows.change_thread, thread.key, gone=True)
        else:
            await asyncio.sleep(_LONG_REST)


async def read_whole(
    client: ThreadsClient,
    cache: Cache,
    thread: Unread,
    *,
    between: Between,
) -> bool:
    """Mirror what is missing of a thread.

    Args:
        client: The server.
        cache: Where it is mirrored.
        thread: What is known of it.
        between: Awaited after each page with the seconds it took.

    Returns:
        Whether all of it is mirrored; not while a message is being written.

    Raises:
        ApiError: the server does not give it.
    """
    try:
        return await _read_on(client, cache, thread, between)
    except ApiError as error:
        if not thread.newest or trouble_of(error).kind not in ("gone", "rejected"):
            raise
    # the message from which it was to be read on was deleted
    return await _read_on(client, cache, thread._replace(newest=""), between)


async def _read_on(client: ThreadsClient, cache: Cache, thread: Unread, between: Between) -> bool:
    place = await cache.run(place_of, thread.key, thread.newest)
    newest = thread.newest if place is not None else ""
    place = _BEGINNING if place is None else place
    begin, seen = time.monotonic(), set[str]()
    async for page in _pages(client, thread.id, newest):
        kept = list(itertools.takewhile(lambda message: message.status != "in_progress", page))
        place = await cache.run(mirror.write_in_order, thread.key, [mirrored(one) for one in kept], place)
        seen.update(message.id for message in kept)
        newest = kept[-1].id if kept else newest
        if len(kept) < len(page):
            return False
        await between(time.monotonic() - begin)
        begin = time.monotonic()
    begun_anew = not thread.newest or thread.newest in seen
    await cache.run(note_whole, thread, newest, place, seen if begun_anew else None)
    return True


async def _pages(client: ThreadsClient, thread_id: str, after: str) -> AsyncIterator[Sequence[Message]]:
    """The messages after one, oldest first, also of servers that list the newest first whatever is asked."""
    backwards: list[Message] = []
    last, seen = after, set[str]()
    while True:
        page = await client.threads.messages.list(thread_id, order="asc", limit=_PAGE, after=last or None)
        fresh = [message for message in page.data if message.id not in seen]
        seen.update(message.id for message in fresh)
        if backwards or (fresh and fresh[0].created_at > fresh[-1].created_at):
            backwards += fresh
        elif fresh:
            yield fresh
        if not page.has_more or not fresh:
            break
        last = fresh[-1].id
    if backwards:
        yield backwards[::-1]


def read_unread(connection: sqlite3.Connection, profile: str, limit: int = -1) -> list[Unread]:
    """Threads that are not mirrored to their end, the latest active ones first; all, or so many of them."""
    rows = connection.execute(
        """
        SELECT t.key, t.id, t.active_at, coalesce(w.newest, '')
        FROM threads t LEFT JOIN whole_mirrors w ON w.thread = t.key
        WHERE t.profile = ? AND t.id IS NOT NULL AND t.created_at > 0 AND NOT t.gone AND t.delete_at IS NULL
              AND (w.thread IS NULL OR w.active_at < t.active_at)
        ORDER BY t.active_at DESC LIMIT ?
        """,
        (profile, limit),
    )
    return [Unread._make(row) for row in rows]


def place_of(connection: sqlite3.Connection, thread: int, message_id: str) -> int | None:
    """Where a message stands in the mirror of its thread."""
    row = connection.execute(
        "SELECT place FROM messages WHERE thread = ? AND id = ?", (thread, message_id)
    ).fetchone()
    return int(row[0]) if row else None


def note_whole(
    connection: sqlite3.Connection, thread: Unread, newest: str, place: int, seen: Collection[str] | None
) -> None:
    """A thread is mirrored without a gap up to `newest`, at `place`.

    Where it was read from its beginning, `seen` is all there was; what else is mirrored was deleted.
    """
    if seen is not None:
        connection.execute(
            "DELETE FROM messages WHERE thread = ? AND place <= ?"
            " AND id NOT IN (SELECT value FROM json_each(?))",
            (thread.key, place, json.dumps(list(seen))),
        )
    connection.execute(
        "INSERT OR REPLACE INTO whole_mirrors SELECT key, ?, ? FROM threads WHERE key = ?",
        (thread.active_at, newest, thread.key),
    )
