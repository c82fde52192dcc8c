"""Keeping what is typed as outputs of functions: a blink behind the keys, at once when the form closes."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.tool_outputs import write_outputs

_SECONDS = 0.25
_AGAIN_SECONDS = 2.0
"""Until a disk that was full, or a file another program held, is tried again."""


class OutputDrafts:
    """Brings outputs to the disk."""

    def __init__(
        self,
        cache: Cache,
        *,
        later: Callable[[float, Callable[[], None]], Timer],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._cache = cache
        self._later = later
        self._on_trouble = on_trouble
        self._timer: Timer | None = None
        self._pending: dict[tuple[int, str], dict[str, str]] = {}

    def note(self, thread: int, run_id: str, call_id: str, text: str) -> None:
        """Take what stands in the form for one call."""
        self._pending.setdefault((thread, run_id), {})[call_id] = text
        if self._timer is None:
            self._timer = self._later(_SECONDS, self.keep)

    def keep(self) -> None:
        """Write at once, or say why that cannot be, and try again."""
        try:
            self.flush()
        except CacheError as error:
            self._on_trouble(str(error))
            self._timer = self._later(_AGAIN_SECONDS, self.keep)

    def flush(self) -> None:
        """Write at once. Raises `CacheError`; the texts are kept for the next try."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        for (thread, run_id), texts in list(self._pending.items()):
            self._cache.now(write_outputs, thread, run_id, texts)
            del self._pending[thread, run_id]
