"""Searching from a command: everything that is mirrored, and first what the server has and the mirror lacks.

The local server is asked which threads hold one of the words; those that are not mirrored whole are read, and
then the index answers, so that a query means the same here and in the app.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.search.hits import Hit
from tui_threads.chat.search.index import SearchIndex
from tui_threads.chat.search.mirroring import read_unread, read_whole
from tui_threads.chat.search.query import Query, parse
from tui_threads.chat.seen import seen_thread
from tui_threads.chat.titles import title_from

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_PAGE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """One place where what was looked for stands."""

    thread_id: str
    title: str
    message_id: str | None
    """None where it stands in the title."""
    role: str
    created_at: int
    """Unix seconds: when it was said."""
    snippet: str


class Everywhere:
    """Search over one profile's threads, to be closed when it is done."""

    def __init__(self, cache: Cache, profile: str, on_progress: Callable[[int], None]) -> None:
        """
        Args:
            cache: The mirror.
            profile: Whose threads.
            on_progress: Told how many messages the index still lacks while it is brought up to date.
        """
        self._cache = cache
        self._profile = profile
        self._on_progress = on_progress
        self._index = SearchIndex(cache.path, profile)

    async def find(self, text: str, limit: int) -> list[Place]:
        """What the mirror holds, best first.

        Raises:
            QueryError: the query cannot be understood.
            SearchError: the index cannot be used.
        """
        await self._index.finish(self._on_progress)
        hits = (await self._index.find(text, limit=limit)).hits
        return [place for hit in hits if (place := await self._place(hit)) is not None]

    async def find_on_server(self, client: ThreadsClient, text: str, limit: int) -> list[Place]:
        """What a server that searches its threads holds, as many as are wanted or all.

        Raises:
            ApiError: it failed, is out of reach, or has no such search.
            QueryError: the query cannot be understood.
            SearchError: the index cannot be used.
        """
        word, after = _longest_word(parse(text, datetime.now())), None
        while True:
            page = await client.threads.list(limit=_PAGE, order="desc", q=word, after=after)
            await self._cache.run(
                thread_rows.see_threads, self._profile, [seen_thread(thread) for thread in page.data]
            )
            listed = {thread.id for thread in page.data}
            for thread in await self._cache.run(read_unread, self._profile):
                if thread.id in listed:
                    await read_whole(client, self._cache, thread, between=_at_once)
            places = await self.find(text, limit)
            if len(places) >= limit or not page.has_more or not page.data:
                return places
            after = page.data[-1].id

    def close(self) -> None:
        """Nothing can be asked afterwards."""
        self._index.close()

    async def _place(self, hit: Hit) -> Place | None:
        if hit.thread_id is None:  # the server never learned of this thread
            return None
        title = hit.title or await self._cache.run(_first_line, hit.thread)
        snippet = title if hit.message_id is None else hit.snippet.text
        return Place(hit.thread_id, title, hit.message_id, hit.role, hit.said_at, snippet)


async def _at_once(_: float) -> None:
    """A command does not rest between two pages."""


def _longest_word(query: Query) -> str | None:
    """What the server is asked for; None where no word must stand there."""
    words = [token for term in query.words for token in term.tokens]
    return max(words, key=len, default=None)


def _first_line(connection: sqlite3.Connection, thread: int) -> str:
    row = connection.execute(
        "SELECT text FROM messages WHERE thread = ? ORDER BY place LIMIT 1", (thread,)
    ).fetchone()
    return title_from(row[0]) if row else ""
