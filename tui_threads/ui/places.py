"""Where the reader of each thread was: kept on the disk, so that a thread opens where it was left."""

from __future__ import annotations

from tui_threads.chat.cache import Cache
from tui_threads.chat.thread_rows import read_place, write_place


class PlaceKeeper:
    """Knows the reading places of threads, in the transcript's words; None is the end."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._known: dict[int, str | None] = {}
        self._pending: dict[int, str | None] = {}

    def of(self, key: int) -> str | None:
        """Where the thread was left. Raises `CacheError`."""
        if key not in self._known:
            self._known[key] = self._cache.read_beside(read_place, key)
        return self._known[key]

    def note(self, key: int, place: str | None) -> bool:
        """Take where the reader is; whether that is to be saved."""
        if key not in self._known or self._known[key] != place:
            self._known[key] = self._pending[key] = place
        return bool(self._pending)

    async def save(self) -> None:
        """Bring what was noted to the disk. Raises `CacheError`."""
        pending, self._pending = self._pending, {}
        for key, place in pending.items():
            await self._cache.run(write_place, key, place)

    def save_now(self) -> None:
        """The same at once, before the app ends. Raises `CacheError`."""
        pending, self._pending = self._pending, {}
        for key, place in pending.items():
            self._cache.now(write_place, key, place)
