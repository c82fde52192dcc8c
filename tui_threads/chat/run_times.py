"""When things happened in the runs begun here, to a fraction of a second: the API tells whole ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tui_threads.wire.deltas import MessageDeltaEvent
from tui_threads.wire.events import StreamEvent
from tui_threads.wire.runs import FINAL_RUN_STATUSES, Run


@dataclass(frozen=True, slots=True)
class RunTimes:
    """Moments of one run in Unix seconds, as seen from here; None for what was not seen."""

    asked: float
    begun: float | None = None
    """The run was `in_progress`."""
    first_token: float | None = None
    ended: float | None = None


class Stopwatch:
    """Notes the moments of one run while its events come in."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._times: RunTimes | None = None
        self.run_id: str | None = None
        """The run it was started for, once that is known."""

    @property
    def times(self) -> RunTimes | None:
        return self._times

    def start(self) -> None:
        """A run is asked for."""
        self._times, self.run_id = RunTimes(self._now()), None

    def note(self, event: StreamEvent) -> None:
        """Take in an event of the stream."""
        times = self._times
        if times is None:
            return
        data = event.data
        if isinstance(data, MessageDeltaEvent):
            if times.first_token is None:
                self._times = replace(times, first_token=self._now())
        elif isinstance(data, Run):
            self.run_id = self.run_id or data.id
            if data.id != self.run_id:
                return
            if data.status == "in_progress" and times.begun is None:
                self._times = replace(times, begun=self._now())
            elif data.status in FINAL_RUN_STATUSES:
                self._times = replace(times, ended=self._now())
