"""Whether anybody still needs this server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Activity:
    """Counts requests that are being served, and knows when the last one ended."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open = 0
        self._last = clock()

    @contextmanager
    def request(self) -> Iterator[None]:
        """While a request is being served."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            self._last = self._clock()

    def touch(self) -> None:
        """Something else than a request needs the server now."""
        self._last = self._clock()

    def idle_seconds(self) -> float:
        """How long nobody has needed the server."""
        return 0.0 if self._open else self._clock() - self._last
