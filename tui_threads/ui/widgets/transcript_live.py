"""What the run is doing, told where the reader looks: on the message being written, or below all."""

from __future__ import annotations

import time

from rich.cells import cell_len
from rich.segment import Segment
from textual.timer import Timer
from textual.widget import Widget

from tui_threads.ui.plain import fit
from tui_threads.ui.render.entry_view import StillView
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Face, Role
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_sheet import Sheet
from tui_threads.ui.widgets.transcript_status import Pace, phase_words, spinner

_TICK = 1 / 8
"""Seconds between two turns of the spinner."""


class LiveStatus:
    """Tells the phase of the run on a sheet, and the pace of its reply."""

    def __init__(self, sheet: Sheet, host: Widget) -> None:
        self.pace = Pace()
        """Of the reply that is being written."""
        self._sheet = sheet
        self._host = host
        self._ticker: Timer | None = None
        self._phase = "idle"
        self._since = 0.0

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._phase != "idle"

    def phase_changed(self) -> None:
        """The run goes on to something else."""
        conversation = self._sheet.gallery.conversation
        assert conversation is not None
        kind = conversation.phase.kind
        if kind != self._phase:
            self._phase, self._since = kind, time.monotonic()
            if kind != "generating":
                self.pace.restart()
        if not self.running and self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        elif self.running and self._ticker is None:
            self._ticker = self._host.set_interval(_TICK, self._tick)
        if not self.running and self._sheet.window.slack:
            # What is held free for a growing reply is not needed below one that is whole.
            self._sheet.window.slack = 0
            self._sheet.settle()
            self._sheet.repaint()
        self._place_foot()

    def _place_foot(self) -> None:
        """Show what the run is doing below all entries, unless the message being written says it."""
        gallery = self._sheet.gallery
        conversation = gallery.conversation
        lines: list[Line] = []
        if conversation is not None and conversation.phase.kind != "idle" and conversation.writing is None:
            run = conversation.run
            author = gallery.canvas.author("assistant", run.assistant_id if run is not None else None)
            lines = [self._status_line(author)]
        shown = len(gallery.foot.lines)
        gallery.foot = StillView(lines)
        if shown != len(lines):
            self._sheet.redraw_entry(FOOT)
        elif lines:
            self._sheet.repaint_entry(FOOT)

    def _status_line(self, author: str) -> Line:
        """A heading that tells what the run is doing."""
        conversation = self._sheet.gallery.conversation
        palette = self._sheet.look.palette
        assert conversation is not None
        seconds = time.monotonic() - self._since
        words = phase_words(conversation.phase, seconds, self.pace.per_second)
        mark = spinner(palette.glyphs, time.monotonic(), moving=self._host.app.animation_level != "none")
        ends = f" {palette.glyphs.dot} Esc stops"
        room = self._sheet.look.column - cell_len(author) - cell_len(mark) - 3
        if cell_len(words + ends) > room:
            ends = ""  # the line at the foot says it too
        words = fit(words, max(0, min(room, cell_len(words))), palette.glyphs.ellipsis)
        return Line(
            body=(
                Segment(author, palette.style(Role.AUTHOR, Face.STRONG)),
                Segment(f"  {mark} ", palette.style(Role.ACCENT)),
                Segment(words + ends, palette.style(Role.DIM)),
            ),
            source=f"{author}:",
        )

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line; the first of the message being written tells what the run is doing."""
        conversation = self._sheet.gallery.conversation
        if not number and self._ticker is not None and conversation and conversation.writing == key:
            return self._status_line(line.body[0].text if line.body else "")
        return line

    def _tick(self) -> None:
        """Turn the spinner, count the seconds."""
        conversation = self._sheet.gallery.conversation
        if conversation is None or not self._host.is_on_screen:
            return
        if conversation.writing is None:
            self._place_foot()
        elif conversation.writing in self._sheet.stack:
            row = self._sheet.window.row(self._sheet.stack.index(conversation.writing))
            self._sheet.repaint(row, row + 1)
