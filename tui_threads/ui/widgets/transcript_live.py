"""What the run is doing, told where the reader looks: on the message being written, or below all."""

from __future__ import annotations

import time

from rich.cells import cell_len
from rich.segment import Segment
from textual.timer import Timer

from tui_threads.ui.plain import fit
from tui_threads.ui.render.entry_view import StillView
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Face, Role
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_pictures import OpeningSurface
from tui_threads.ui.widgets.transcript_status import Pace, phase_words, spinner

_TICK = 1 / 8
"""Seconds between two turns of the spinner."""


class LiveSurface(OpeningSurface):
    """A surface that tells the phase of the run and the pace of its reply."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._pace = Pace()
        self._ticker: Timer | None = None
        self._phase = "idle"
        self._since = 0.0

    @property
    def tokens_per_second(self) -> float | None:
        """The pace of the reply that is being written, or None."""
        return self._pace.per_second

    def _phase_changed(self) -> None:
        """The run goes on to something else."""
        conversation = self._gallery.conversation
        assert conversation is not None
        kind = conversation.phase.kind
        if kind != self._phase:
            self._phase, self._since = kind, time.monotonic()
            if kind != "generating":
                self._pace.restart()
        if kind == "idle" and self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        elif kind != "idle" and self._ticker is None:
            self._ticker = self.set_interval(_TICK, self._tick)
        if kind == "idle" and self._window.slack:
            # What is held free for a growing reply is not needed below one that is whole.
            self._window.slack = 0
            self._settle()
            self._repaint()
        self._place_foot()

    def _place_foot(self) -> None:
        """Show what the run is doing below all entries, unless the message being written says it."""
        conversation = self._gallery.conversation
        lines: list[Line] = []
        if conversation is not None and conversation.phase.kind != "idle" and conversation.writing is None:
            run = conversation.run
            author = self._make_canvas().author("assistant", run.assistant_id if run is not None else None)
            lines = [self._status_line(author)]
        shown = len(self._gallery.foot.lines)
        self._gallery.foot = StillView(lines)
        index = self._stack.index(FOOT)
        if shown != len(lines):
            self._window.hold()
            self._stack.doubt(index)
            self._window.measure(index)
            self._settle()
            self._repaint()
        elif lines:
            self._repaint_entry(FOOT)

    def _status_line(self, author: str) -> Line:
        """A heading that tells what the run is doing."""
        conversation = self._gallery.conversation
        palette = self._make_palette()
        assert conversation is not None
        seconds = time.monotonic() - self._since
        words = phase_words(conversation.phase, seconds, self._pace.per_second)
        mark = spinner(palette.glyphs, time.monotonic(), moving=self.app.animation_level != "none")
        ends = f" {palette.glyphs.dot} Esc stops"
        room = self.column - cell_len(author) - cell_len(mark) - 3 - cell_len(ends)
        words = fit(words, max(0, min(room, cell_len(words))), palette.glyphs.ellipsis)
        return Line(
            body=(
                Segment(author, palette.style(Role.AUTHOR, Face.STRONG)),
                Segment(f"  {mark} ", palette.style(Role.ACCENT)),
                Segment(words + ends, palette.style(Role.DIM)),
            ),
            source=f"{author}:",
        )

    def _line(self, key: str, number: int, line: Line) -> Line:
        conversation = self._gallery.conversation
        if number == 0 and self._ticker is not None and conversation and conversation.writing == key:
            author = line.body[0].text if line.body else ""
            return super()._line(key, number, self._status_line(author))
        return super()._line(key, number, line)

    def _tick(self) -> None:
        """Turn the spinner, count the seconds."""
        conversation = self._gallery.conversation
        if conversation is None or not self.is_on_screen:
            return
        if conversation.writing is None:
            self._place_foot()
        elif conversation.writing in self._stack:
            index = self._stack.index(conversation.writing)
            row = self._stack.top(index) + self._window.gap(index) - self._window.top
            self._repaint(row, row + 1)
