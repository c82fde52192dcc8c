"""The words for what a run is doing: a spinner, what it waits for, how long, how fast."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_threads.ui.render.glyphs import Glyphs

if TYPE_CHECKING:
    from tui_threads.chat.entries import Phase

_WINDOW = 3.0
"""Seconds over which the pace is taken."""


class Pace:
    """Tokens per second over the last seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._began: float | None = None

    def restart(self) -> None:
        """Another reply begins."""
        self._seen.clear()
        self._began = None

    def count(self, tokens: int) -> None:
        """Tokens have come."""
        now = self._clock()
        if self._began is None:
            self._began = now
        self._seen.append((now, tokens))

    @property
    def per_second(self) -> float | None:
        """The pace, or None while it cannot be told yet."""
        now = self._clock()
        while self._seen and self._seen[0][0] < now - _WINDOW:
            self._seen.popleft()
        if self._began is None or now - self._began < 0.5 or not self._seen:
            return None
        return sum(tokens for _, tokens in self._seen) / min(_WINDOW, now - self._began)


def phase_words(phase: Phase, seconds: float, pace: float | None) -> str:
    """What a run is doing, as words; empty where nothing runs."""
    percent = "" if phase.fraction is None else f" {round(phase.fraction * 100)} %"
    long = f" {int(seconds)} s" if seconds >= 1 else ""
    words = {
        "queued": f"queued, {phase.position} ahead" if phase.position else f"queued{long}",
        "loading_model": f"loading model{percent or long}",
        "reading_prompt": f"reading prompt{percent or long}",
        "thinking": f"thinking{long}",
        "generating": f"{round(pace)} tok/s" if pace is not None and pace >= 1 else "writing",
        "requires_action": "waits for its functions",
        "stopping": f"stopping{long}",
    }
    return words.get(phase.kind, "")


def spinner(glyphs: Glyphs, seconds: float, *, moving: bool) -> str:
    """The mark of something going on, turning eight times a second where motion is wanted."""
    return glyphs.spinner[int(seconds * 8) % len(glyphs.spinner)] if moving else glyphs.waiting
