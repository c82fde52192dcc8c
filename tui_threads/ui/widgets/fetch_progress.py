"""How far a fetch is, how fast it goes, and with what it began."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.content import Content

from tui_threads.ui.plain import fit

_WINDOW_SECONDS = 5.0
_WORDS = 44
"""Columns that the words behind the bar would like to have."""


@dataclass
class FetchProgress:
    """Bytes and when they came."""

    total: int
    """Bytes in all."""
    kept: int = 0
    """Bytes that were there before."""
    there: int = 0
    _samples: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=64))

    def begin(self, kept: int) -> None:
        """Begin, with what an earlier try has left."""
        self.kept = self.there = kept
        self._samples.clear()

    def reach(self, there: int, total: int | None) -> None:
        """Take note of how far it is."""
        if there < self.kept:  # it could not go on and begins anew
            self.begin(0)
        now = time.monotonic()
        while self._samples and now - self._samples[0][0] > _WINDOW_SECONDS:
            self._samples.popleft()
        self._samples.append((now, there))
        self.there, self.total = there, total or self.total

    def bar(self, columns: int, *, ascii_only: bool) -> Content:
        """One line: a bar, the share, and as much about the pace as there is room for."""
        total = self.total or 1
        share = min(1.0, self.there / total)
        width = max(10, min(40, columns - _WORDS))
        full = round(share * width)
        done, rest = ("=", "-") if ascii_only else ("━", "─")
        words = " asking the package index"
        if self.there:
            words = f" {share:4.0%}  {megabytes(self.there)} of {megabytes(total)}"
            for word in self._pace(total):
                if cell_len(words) + 2 + cell_len(word) <= columns - width:
                    words += f"  {word}"
        return Content.assemble(
            (done * full, "$accent"),
            (rest * (width - full), "$border-blurred"),
            fit(words, max(0, columns - width)).rstrip(),
        )

    def _pace(self, total: int) -> tuple[str, ...]:
        """How long it will take, and how fast it goes."""
        if len(self._samples) < 2:
            return ()
        (then, before), (now, there) = self._samples[0], self._samples[-1]
        speed = (there - before) / (now - then) if now > then else 0.0
        if speed <= 0:
            return ("waiting for more",)
        left = max(0, total - there) / speed
        return f"{_duration(left)} left", f"{megabytes(int(speed))}/s"


def megabytes(size: int) -> str:
    """`98 MB`, `1.2 MB`, `640 kB`: decimal, as download pages say it."""
    if size >= 10_000_000:
        return f"{size / 1e6:.0f} MB"
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{size / 1e3:.0f} kB"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
