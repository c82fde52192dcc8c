"""Painting a transcript: entries as strips, and only what differs is written to the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.sixel_layer import SixelLayer
from tui_threads.ui.widgets.transcript_gallery import Gallery
from tui_threads.ui.widgets.transcript_look import Look
from tui_threads.ui.widgets.transcript_paint import difference, paint
from tui_threads.ui.widgets.transcript_window import Window

_STRIPS = 1_500
"""Strips kept; a page is about fifty."""
_UNSEEN = "the model no longer sees what stands above"


class Layer(Protocol):
    """Something that lies over the lines of entries: a selection, hits of a search, hints."""

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line of an entry as it is to be drawn, the same object where nothing lies over it."""


class Painter:
    """What the rows of a view show, and what of them is on the screen. It knows entries only as views."""

    def __init__(self, window: Window, gallery: Gallery, look: Look) -> None:
        self.layers: Sequence[Layer] = ()
        """What lies over the lines, lowest first."""
        self.bar_role: Callable[[str, Role | None], Role | None] = lambda key, role: role
        """The colour of an entry's bar, given the one it has by itself."""
        self.banner: Callable[[], Strip | None] = lambda: None
        """What stands in the lowest row instead of an entry."""
        self.keeps_rows: Callable[[], bool] = lambda: True
        """Whether a row that was made before may be taken for what is on the screen."""
        self.painted: Callable[[], object] = lambda: None
        """Called whenever rows were given to the terminal."""
        self.pixels = SixelLayer()
        """The images drawn over the rows."""
        self.withheld: str | None = None
        """What is said in the place of the end, since the reader was elsewhere; None: the end is drawn."""
        self._window = window
        self._gallery = gallery
        self._look = look
        self._strips: dict[tuple[str, int], tuple[Line, Segment, Strip]] = {}
        self._screen_rows: list[Strip | None] = []
        self._drawn: list[Strip | None] = []
        self._drawn_through: tuple[object, ...] = ()

    def rows(self, crop: Region, filters: Sequence[LineFilter], background: Color) -> list[Strip]:
        """Rows as the terminal gets them; one is made anew only after `forget_rows`.

        Args:
            crop: What is asked for, in the coordinates of the view.
            filters: What the app has all colours go through.
            background: What the filters take for the colour below.
        """
        if not self.keeps_rows():
            self.forget_rows()
        area = self._look.area
        through = (*filters, area.width)
        if len(self._drawn) != area.height or through != self._drawn_through:
            self._drawn_through = through
            self._drawn = [None] * area.height
            self._screen_rows = [None] * area.height
        within = range(crop.y, min(crop.bottom, area.height))
        strips = [self._drawn[y] or self._draw(y, filters, background) for y in within]
        strips += [self._look.blank()] * (crop.height - len(within))
        self.pixels.write(range(crop.y, crop.bottom))
        self.painted()
        if crop.column_span != (0, area.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _draw(self, y: int, filters: Sequence[LineFilter], background: Color) -> Strip:
        strip = self._screen_rows[y] = self.row(y)
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, background)
        self._drawn[y] = strip
        return strip

    def forget_rows(self, regions: Sequence[Region] = ()) -> None:
        """Make the rows of regions anew when they are asked for; all where none are named."""
        if not regions:
            self._drawn = [None] * len(self._drawn)
        for region in regions:
            for row in region.line_range:
                if row < len(self._drawn):
                    self._drawn[row] = None

    def forget_strips(self) -> None:
        """Make every strip anew: other entries, another width, other colours."""
        self._strips.clear()

    def row(self, y: int) -> Strip:
        """One row of the view."""
        return self.banner_at(y) or self.entry_row(y)

    def banner_at(self, y: int) -> Strip | None:
        """What stands in a row instead of an entry."""
        return self.banner() if y == self._look.area.height - 1 else None

    @property
    def holds_back(self) -> bool:
        """Whether nothing is drawn, since the reader was elsewhere than at the end."""
        return self.withheld is not None and self._window.following

    def entry_row(self, y: int) -> Strip:
        """What entries show in a row: a line, the gap between two, or nothing below the last."""
        found = self.entry_line(y)
        if found is None:
            return self._quiet(self.withheld) if self.withheld and not y else self._look.blank()
        key, number, line, role = found
        if number < 0:
            return self._gap(key, number)
        return self._strip(key, number, line, self._look.bar(self.bar_role(key, role)))

    def entry_line(self, y: int) -> tuple[str, int, Line, Role | None] | None:
        """The entry at a row, the number of its line (negative in the gap above it), the line and its bar."""
        found = self._window.at(y) if self._gallery.ready and not self.holds_back else None
        if found is None:
            return None
        index, number = found
        key = self._window.stack.keys[index]
        if number < 0:
            return key, number, Line(), None
        view = self._gallery.view(key)
        if number >= len(view.lines):
            return None
        line = view.lines[number]
        for layer in self.layers:
            line = layer.line(key, number, line)
        return key, number, line, view.bar

    def _gap(self, key: str, number: int) -> Strip:
        """A row above an entry: blank, or the line that tells what the model no longer sees."""
        if number != -2 or key != self._window.ruled:
            return self._look.blank()
        rule = self._look.palette.glyphs.rule
        words = f"{rule * 2} {_UNSEEN} "
        return self._quiet(words + rule * max(2, self._look.column - len(words)))

    def _quiet(self, words: str) -> Strip:
        """Words of ours between those of entries."""
        look = self._look
        line = Line(body=(Segment(words, look.palette.style(Role.DIM)),))
        return paint(line, look.bar(None), look.column, look.area.width, look.base)

    def _strip(self, key: str, number: int, line: Line, bar: Segment) -> Strip:
        kept = self._strips.get((key, number))
        if kept is not None and kept[0] is line and kept[1] == bar:
            return kept[2]
        if len(self._strips) > _STRIPS:
            self._strips.clear()
        strip = paint(line, bar, self._look.column, self._look.area.width, self._look.base)
        self._strips[key, number] = (line, bar, strip)
        return strip

    def changes(self, top: int = 0, bottom: int | None = None) -> Iterator[Region]:
        """Where rows, half-open, differ from what is on the screen; of a row that holds pixels, all."""
        width, height = self._look.area
        rows = range(max(0, top), height if bottom is None else min(height, bottom))
        for row in self.pixels.stained(rows):
            if self._screen_rows[row] is not self.row(row):
                self._screen_rows[row] = None
                self.pixels.clean(row)
        for row in rows:
            painted, strip = self._screen_rows[row], self.row(row)
            span = (0, width) if painted is None else difference(painted, strip)
            if span is not None:
                yield Region(span[0], row, span[1] - span[0], 1)

    @property
    def began(self) -> bool:
        """Whether the view was painted at this height, so that changes can be told."""
        return len(self._screen_rows) == self._look.area.height and self._look.coloured

    def is_painted(self, row: int) -> bool:
        """Whether a row is on the screen as it is to be."""
        return row < len(self._screen_rows) and self._screen_rows[row] == self.row(row)
