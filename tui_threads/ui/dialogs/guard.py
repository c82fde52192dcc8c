"""Keeps a page that opens by itself from being answered by what was typed for something else."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS = 0.3


class Guard:
    """Lets no key through at first, nor in the middle of a burst that began before."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = clock() + _SECONDS

    @property
    def open(self) -> bool:
        """Whether keys are let through at this moment."""
        return self._clock() >= self._until

    def lets_pass(self) -> bool:
        """Whether a key that comes at this moment was meant for the page."""
        if self.open:
            return True
        self._until = self._clock() + _SECONDS
        return False
