"""Runs of the thread that is shown: stopped, tried again, asked for anew."""

from __future__ import annotations

from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace


class Runs:
    """Acts on the run, and on the line to the server."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self._stage = stage
        self._work = work

    def stop(self) -> None:
        """Stop the reply; what is there stays."""
        if (place := self._work.place) is not None:
            self._stage.start(place.errands.stop, group="stop")

    def retry(self) -> None:
        """Send again what failed; where no thread is open, look for the server again."""
        if self._work.session is not None:
            self._stage.start(self._work.session.retry)
        else:
            self._work.link.try_again()

    def refresh(self) -> None:
        """The list and the thread that is shown, from the server."""
        self._work.link.try_again()
        if self._work.sync is not None:
            self._work.sync.refresh()
        if self._work.session is not None:
            self._work.session.refresh()
        self._stage.say("Refreshing.", 1.5)

    def read_older(self) -> None:
        """Read what was said before what is shown."""
        if (place := self._work.place) is not None:
            self._stage.start(place.errands.read_older)
