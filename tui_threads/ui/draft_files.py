"""The files of each thread's draft, as they lie in the cache."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui_threads.chat import attached
from tui_threads.chat.attached import Attached, NewFile, Use
from tui_threads.chat.cache import Cache


class DraftFiles:
    """Knows what is attached in each composer, and keeps it on the disk."""

    def __init__(self, cache: Cache, profile: str) -> None:
        self._cache = cache
        self._profile = profile
        self._known: dict[int, tuple[Attached, ...]] = {}

    def of(self, thread: int) -> tuple[Attached, ...]:
        """Files of a thread's draft; `outbox.NEW_THREAD` for one that is not begun."""
        if thread not in self._known:
            self._known[thread] = self._cache.read_beside(attached.read_draft_files, self._profile, thread)
        return self._known[thread]

    async def add(self, thread: int, file: NewFile) -> None:
        """Attach a file. Raises `CacheError`."""
        await self._cache.run(attached.add_attached, self._profile, thread, file)
        self.forget(thread)

    async def add_sent(self, thread: int, files: Sequence[tuple[str, Use]]) -> None:
        """Attach files that the server has. Raises `CacheError`."""
        await self._cache.run(attached.add_sent, self._profile, thread, files)
        self.forget(thread)

    async def remove(self, thread: int, keys: Collection[int]) -> None:
        """Do not send these. Raises `CacheError`."""
        await self._cache.run(attached.drop_attached, keys)
        self.forget(thread)

    def moved(self, thread: int) -> None:
        """They were sent; the sending has taken care of the disk."""
        self._known[thread] = ()

    def forget(self, thread: int) -> None:
        """What the cache says counts again."""
        self._known.pop(thread, None)
