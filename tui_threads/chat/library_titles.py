"""Titles for threads that other programs made: the first line that was said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat.history import text_of
from tui_threads.chat.library import Library
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.titles import snippet_from, title_from
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_AT_ONCE = 20
"""Threads that are asked for their first message, so that other work comes between."""


class LibraryTitles:
    """Titles what has none."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._asked: set[int] = set()
        """Threads that were asked for a first message once; an empty one is not asked again and again."""

    async def give(self, client: ThreadsClient) -> bool:
        """Title some threads; whether there are more of them.

        Raises:
            ApiError: the server is out of reach.
        """
        bare = [row for row in self._library.rows if not row.title and row.id and row.key not in self._asked]
        for row in bare[:_AT_ONCE]:
            await self._title(client, row)
        return len(bare) > _AT_ONCE

    async def _title(self, client: ThreadsClient, row: ThreadRow) -> None:
        assert row.id is not None
        self._asked.add(row.key)
        try:
            page = await client.threads.messages.list(row.id, order="asc", limit=1)
        except ApiError as error:
            if trouble_of(error).kind in ("unreachable", "refused"):
                raise
            return
        for message in page.data:
            text = text_of(message)
            await self._library.title_untitled(row.key, title_from(text), snippet_from(text))
