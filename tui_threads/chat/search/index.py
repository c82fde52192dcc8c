"""The search index of a cache file: asked on one connection, brought up to date on another.

Both are its own, so that neither waits for what else is done with the cache, and nothing waits for them
longer than one short step takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tui_threads.chat.search import finding, hits, indexing
from tui_threads.chat.search.hits import Extent, Found
from tui_threads.chat.search.index_file import IndexFile, SearchError
from tui_threads.chat.search.query import parse

_T = TypeVar("_T")

_STEP = 0.02
"""Seconds that one step of indexing holds the cache."""
_REST = 3
"""Times a step's length that is rested after it."""
_LOOK = 1.0
"""Seconds between two looks for what was mirrored meanwhile."""


class SearchIndex:
    """Search over one profile's threads. Its coroutines belong to one event loop."""

    def __init__(self, path: Path, profile: str) -> None:
        self._profile = profile
        self._reading, self._writing = IndexFile(path), IndexFile(path)
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._keeping = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")

    async def find(self, text: str, *, limit: int, current: int | None = None, typing: bool = False) -> Found:
        """Look for what was typed; what was mirrored a moment ago is found too.

        Args:
            text: In the words of `chat.search.query`.
            limit: The most hits that are wanted.
            current: The number of the thread that `in:current` means.
            typing: Whether the last word may be only the beginning of one.

        Raises:
            QueryError: it cannot be understood.
            SearchError: the index cannot be used.
        """
        query = parse(text, datetime.now(), typing=typing)
        if not query:
            return Found()
        await self._keep(self._step)
        return await self._ask(
            lambda: self._reading.read(
                finding.find, self._profile, query, now=time.time(), limit=limit, current=current
            )
        )

    async def run(self) -> None:
        """Bring everything that is mirrored into the index, and keep it so, until cancelled."""
        while True:
            begin = time.monotonic()
            try:
                done = await self._keep(self._step)
            except SearchError:
                done = True  # whoever searches is told; here it is tried again
            await asyncio.sleep(_LOOK if done else _REST * (time.monotonic() - begin))

    async def finish(self, on_progress: Callable[[int], None]) -> None:
        """Bring everything into the index at once, telling how much it still lacks. Raises `SearchError`."""
        while not await self._keep(self._step):
            on_progress(await self._ask(lambda: self._reading.read(indexing.missing)))

    async def extent(self) -> Extent:
        """What a search covers. Raises `SearchError`."""
        return await self._ask(lambda: self._reading.read(hits.extent, self._profile))

    def close(self) -> None:
        """Wait for the step that is under way; nothing can be asked afterwards."""
        for threads, file in ((self._asking, self._reading), (self._keeping, self._writing)):
            threads.submit(file.close)
            threads.shutdown()

    async def _ask(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._asking, work)

    async def _keep(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._keeping, work)

    def _step(self) -> bool:
        return self._writing.step(_STEP)
