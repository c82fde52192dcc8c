"""Keeping what is typed: at most 0.3 s behind the keys, at once when the app loses the focus or ends."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual.timer import Timer

from tui_threads.chat import outbox
from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.outbox import Draft

_SECONDS = 0.25
_AGAIN_SECONDS = 2.0
"""Until a disk that was full, or a file another program held, is tried again."""


class DraftKeeper:
    """Knows the newest text of each composer and brings it to the disk."""

    def __init__(
        self,
        cache: Cache,
        profile: str,
        *,
        later: Callable[[float, Callable[[], None]], Timer],
        start: Callable[[Callable[[], Coroutine[object, object, None]]], object],
        on_saved: Callable[[int, str], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._cache = cache
        self._profile = profile
        self._later = later
        self._start = start
        self._on_saved = on_saved
        self._on_trouble = on_trouble
        self._timer: Timer | None = None
        self._pending: dict[int, str] = {}
        self._known: dict[int, str] = {}
        self._kept: dict[int, str] = {}
        """What this app has last read from the disk or given to it."""

    @property
    def saved(self) -> bool:
        """Whether nothing is on its way to the disk."""
        return not self._pending

    def text(self, key: int) -> str:
        """The draft of a thread; `outbox.NEW_THREAD` for one that is not begun."""
        if key not in self._known:
            draft = self._cache.read_beside(outbox.read_draft, self._profile, key)
            self._known[key] = self._kept[key] = draft
        return self._known[key]

    def note(self, key: int, text: str) -> None:
        """Take what stands in the composer."""
        if self._known.get(key, "") != text:
            self._known[key] = self._pending[key] = text
            if self._timer is None:
                self._timer = self._later(_SECONDS, self._when_due)

    def moved(self, key: int) -> Draft:
        """The draft is sent: its place is empty. The sending takes from the disk what lies there now."""
        self._known[key] = ""
        self._pending.pop(key, None)
        self._on_saved(key, "")
        return Draft(key, self._kept.get(key, ""))

    def flush(self) -> None:
        """Write at once. Raises `CacheError`; the text is kept for the next try."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        for key, text in list(self._pending.items()):
            self._cache.now(outbox.write_draft, self._profile, key, text)
            self._kept[key] = text
            del self._pending[key]
            self._on_saved(key, text)

    def keep(self) -> None:
        """Write at once, or say why that cannot be, and try again."""
        try:
            self.flush()
        except CacheError as error:
            self._on_trouble(str(error))
            self._timer = self._later(_AGAIN_SECONDS, self._when_due)

    def _when_due(self) -> None:
        self._start(self._save)

    async def _save(self) -> None:
        """Write off the event loop, which another program that holds the file would hold up."""
        try:
            for key, text in list(self._pending.items()):
                await self._write(key, text)
                if self._pending.get(key) == text:
                    del self._pending[key]
                    self._on_saved(key, text)
        except CacheError as error:
            self._on_trouble(str(error))
            self._timer = self._later(_AGAIN_SECONDS, self._when_due)
        else:
            self._timer = self._later(_SECONDS, self._when_due) if self._pending else None

    async def _write(self, key: int, text: str) -> None:
        before = self._kept.get(key, "")
        self._kept[key] = text  # at once: what is sent meanwhile is written behind it
        try:
            await self._cache.run(outbox.write_draft, self._profile, key, text)
        except CacheError:
            self._kept[key] = before
            raise
