"""What was done to threads here and the server is still to be told: metadata, and deletions that are due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat import deletions, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.library import Library, metadata_of
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_AGAIN_SECONDS = 30.0
"""Until a server that failed at one thread is asked again."""


class LibraryChanges:
    """Tells the server. What it does not take stays as it is here, and is not asked of it again."""

    def __init__(self, library: Library, cache: Cache, on_trouble: Callable[[str], None]) -> None:
        """`on_trouble` is given a sentence for the user."""
        self._library = library
        self._cache = cache
        self._on_trouble = on_trouble
        self._refused: dict[int, str] = {}
        """Metadata that the server does not keep, by the key of its thread."""
        self._rests: dict[int, float] = {}
        """When a thread at which the server failed is tried again, in the time of the event loop."""

    async def save(self, client: ThreadsClient) -> None:
        """Tell titles, pins, archives and other metadata. Raises `ApiError` where the server is gone."""
        for row in [row for row in self._library.rows if row.unsaved and row.id is not None]:
            if self._refused.get(row.key) == row.metadata or self._is_resting(row.key):
                continue
            assert row.id is not None
            try:
                await client.threads.update(row.id, metadata=metadata_of(row))
            except ApiError as error:
                if self._never_works(row, error):
                    self._refused[row.key] = row.metadata
                    self._on_trouble(
                        f"The server does not keep what was changed of “{row.title}”; it is kept here."
                    )
                continue
            # Changed once more meanwhile, it is not the same metadata, and stays unsaved.
            await self._cache.run(thread_rows.mark_saved, row.key, row.metadata)
            await self._library.look_at(row.key)

    async def delete_due(self, client: ThreadsClient) -> int:
        """Delete for good what was deleted here and not brought back in time; how many threads.

        What the server does not delete is brought back. Raises `ApiError` where the server is gone.
        """
        due = await self._cache.run(deletions.read_due, self._library.profile, time.time())
        deleted = 0
        for row in due:
            if self._is_resting(row.key):
                continue
            try:
                if row.id is not None and not row.gone:
                    await client.threads.delete(row.id)
            except ApiError as error:
                if trouble_of(error).kind != "gone":
                    if self._never_works(row, error):
                        await self._library.set_delete_at(row.key, None)
                        self._on_trouble(f"The server does not delete “{row.title}”: {error.message}")
                    continue
            await self._cache.run(deletions.forget_thread, row.key)
            self._library.forget(row.key)
            deleted += 1
        return deleted

    def _is_resting(self, key: int) -> bool:
        return self._rests.get(key, 0.0) > asyncio.get_running_loop().time()

    def _never_works(self, row: ThreadRow, error: ApiError) -> bool:
        """Whether the server refuses this; else it is tried again in a while."""
        kind = trouble_of(error).kind
        if kind in ("unreachable", "refused"):
            raise error
        if kind in ("gone", "rejected"):
            return True
        self._rests[row.key] = asyncio.get_running_loop().time() + _AGAIN_SECONDS
        return False
