"""Tells readers who asked for it what a run is busy with while there is no text yet."""

from __future__ import annotations

from tui_threads.server.running.journal import RunJournal
from tui_threads.wire.extensions import RunPhase, RunProgress


class ProgressTeller:
    """The progress of one run."""

    def __init__(self, journal: RunJournal) -> None:
        self._journal = journal

    def tell(self, phase: RunPhase, *, fraction: float | None = None, position: int | None = None) -> None:
        """Replace what was told before."""
        asked, answers = self._journal.asked_model, self._journal.run.model
        self._journal.feed.show_progress(
            RunProgress(
                run_id=self._journal.run.id,
                phase=phase,
                fraction=fraction,
                position=position,
                model=asked if asked != answers else None,
            )
        )
