"""The events of one run, for any number of readers at any speed.

Kept are the run's whole events, a dozen, and what grew between them, once. A reader is a place in that, so a
slow one costs nothing: it holds up neither the run nor the others, and catches up with one merged delta.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import NamedTuple

from tui_threads.server.problems import ApiProblem
from tui_threads.server.running.growth import Growth
from tui_threads.wire.extensions import PROGRESS_EVENT, RunProgress
from tui_threads.wire.sse import encode_comment, encode_event

_RECENT_DELTAS = 512
"""Kept as they were sent; who is further behind gets them as one."""
_LONGEST_PLACE = 40
_QUIET_SECONDS = 15.0
_DONE = encode_event("done", "[DONE]")

_FINAL = frozenset(
    f"thread.run.{status}" for status in ("completed", "failed", "cancelled", "incomplete", "expired")
)
_WAITING = "thread.run.requires_action"


class Place(NamedTuple):
    """Where a reader is: after so many events, and so many units into what grew after the last of them."""

    events: int = 0
    units: int = 0

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read a `Last-Event-ID`; None for one that is not of this form."""
        events, dot, units = text.partition(".")
        if (
            len(text) <= _LONGEST_PLACE
            and dot
            and events.isascii()
            and events.isdigit()
            and units.isascii()
            and units.isdigit()
        ):
            return cls(int(events), int(units))
        return None

    def __str__(self) -> str:
        return f"{self.events}.{self.units}"


_START = Place()


class RunFeed:
    """Where a run's events are published and read."""

    def __init__(self) -> None:
        self._events: list[tuple[str, bytes]] = []
        self._growths: dict[int, Growth] = {}
        self._deltas: dict[int, deque[tuple[int, bytes]]] = {}
        self._progress = b""
        self._progress_count = 0
        self._closed = False
        self._last_words = b""
        self._changed = asyncio.Event()

    @property
    def end(self) -> Place:
        """The place after everything published so far."""
        growth = self._growths.get(len(self._events))
        return Place(len(self._events), growth.units if growth else 0)

    def publish(self, name: str, data: str) -> None:
        """Add a whole event; an empty `data` keeps the place of one that can no longer be told."""
        place = Place(len(self._events) + 1)
        self._events.append((name, encode_event(name, _escape(data), str(place)) if data else b""))
        self._wake()

    def begin(self, growth: Growth) -> None:
        """What grows from here on, until the next whole event."""
        self._growths[len(self._events)] = growth
        self._deltas[len(self._events)] = deque(maxlen=_RECENT_DELTAS)

    def grow(self, growth: Growth, start: int, data: str) -> None:
        """Tell that `growth`, the one begun last, has grown from `start` to where it is."""
        if data:
            place = Place(len(self._events), growth.units)
            frame = encode_event(growth.event, _escape(data), str(place))
            self._deltas[len(self._events)].append((start, frame))
            self._wake()

    def show_progress(self, progress: RunProgress) -> None:
        """Tell what the run is busy with, to those who asked; only the newest counts."""
        self._progress = encode_event(PROGRESS_EVENT, progress.model_dump_json())
        self._progress_count += 1
        self._wake()

    def close(self) -> None:
        """No more will come, even if no final event was published."""
        self._closed = True
        self._wake()

    def break_off(self, problem: ApiProblem) -> None:
        """End every reader's stream with an error: the run can be told no further."""
        self._last_words = encode_event("error", problem.event_data())
        self.close()

    async def follow(self, place: Place = _START, *, progress: bool = False) -> AsyncIterator[bytes]:
        """Everything after `place`, as it comes, up to where the run ends or waits for tool outputs."""
        seen = 0
        if place.events > len(self._events):  # no place of this run
            place = _START
        while True:
            chunk, place, over = self._after(place)
            if progress and seen != self._progress_count:
                seen = self._progress_count
                chunk = chunk if over else chunk + self._progress
            if chunk:
                yield chunk
            if over:
                yield self._last_words + _DONE
                return
            if not chunk and (comment := await self._news()):
                yield comment

    def told_after(self, place: Place) -> tuple[bytes, Place]:
        """What there is after a place, without waiting, and the place reached."""
        chunk, reached, _ = self._after(place)
        return chunk, reached

    def _after(self, place: Place) -> tuple[bytes, Place, bool]:
        """All there is after a place, the place reached, and whether a stream ends there."""
        events, units = place
        chunks: list[bytes] = []
        over = False
        while True:
            growth = self._growths.get(events)
            if growth is not None and units < growth.units:
                chunks.append(self._grown(events, units, growth))
                units = growth.units
            if events >= len(self._events) or over:
                break
            name, frame = self._events[events]
            chunks.append(frame)
            events, units = events + 1, 0
            over = name in _FINAL or (name == _WAITING and events == len(self._events))
        return b"".join(chunks), Place(events, units), over or self._closed

    def _grown(self, events: int, start: int, growth: Growth) -> bytes:
        frames: list[bytes] = []
        for begin, frame in reversed(self._deltas[events]):
            frames.append(frame)
            if begin == start:
                return b"".join(reversed(frames))
        place = str(Place(events, growth.units))
        return encode_event(growth.event, _escape(growth.since(start)), place)

    async def _news(self) -> bytes:
        """Wait for something new; in long silence a comment, so that nothing between takes us for dead."""
        try:
            async with asyncio.timeout(_QUIET_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            return encode_comment("still here")
        return b""

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _escape(data: str) -> str:
    """Some readers take these separators, which JSON may hold, for ends of lines."""
    if data.isascii():
        return data
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u0085", "\\u0085")
