"""Painting a transcript: entries as strips, and only what differs is written to the terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_threads.ui.render.glyphs import UNICODE, Glyphs
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Palette, Role
from tui_threads.ui.widgets.transcript_gallery import Gallery
from tui_threads.ui.widgets.transcript_paint import difference, paint
from tui_threads.ui.widgets.transcript_stack import Stack
from tui_threads.ui.widgets.transcript_window import Window

if TYPE_CHECKING:
    from tui_threads.ui.render.canvas import Canvas

_STRIPS = 1_500
"""Strips kept; a page is about fifty."""


class PaintedSurface(ScrollView, can_focus=True):
    """Lines of entries on the screen. It knows entries only as views."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{role}" for role in Role}

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.glyphs: Glyphs = UNICODE
        """The marks to draw with; set before the first entry is shown."""
        self.now: Callable[[], float] = time.time
        """The clock, in Unix seconds; set before the first entry is shown."""
        self.text_width = 100
        """Most cells of the text column: longer lines are hard to read; set before anything is shown."""
        self._stack = Stack()
        self._gallery = Gallery()
        self._window = Window(self._stack, self._gallery)
        self._strips: dict[tuple[str, int], tuple[Line, Segment, Strip]] = {}
        self._base = Style()
        self._palette: Palette | None = None
        self._painting = False
        self._area = Size(0, 0)
        self._screen_rows: list[Strip | None] = []
        self._drawn: list[Strip | None] = []
        self._drawn_through: tuple[object, ...] = ()

    @property
    def lead(self) -> int:
        """Cells left of the text column: air and the bar."""
        return 4 if self._area.width >= 60 else 2

    @property
    def column(self) -> int:
        """Cells of the text column."""
        return max(8, min(self.text_width, self._area.width - self.lead - 2))

    def _make_palette(self) -> Palette:
        if self._palette is None:
            roles = {role: self.get_component_rich_style(f"transcript--{role}") for role in Role}
            self._base = self.rich_style
            roles[Role.TEXT] = self._base
            self._palette = Palette(roles, self.glyphs)
        return self._palette

    def _make_canvas(self) -> Canvas:
        """The canvas, made where there is none yet."""
        from tui_threads.ui.render.canvas import Canvas

        return self._gallery.canvas or Canvas(now=self.now)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint lines for the compositor, which asks for all of them whenever anything on the screen changes.

        A line is made anew only where `refresh` was called for it.
        """
        self._area = self.size
        filters = self.get_line_filters()
        through = (*filters, self._area.width)
        if len(self._drawn) != self._area.height or through != self._drawn_through:
            self._drawn_through = through
            self._drawn = [None] * self._area.height
            self._screen_rows = [None] * self._area.height
        self._painting = True
        rows = range(crop.y, min(crop.bottom, self._area.height))
        strips = [self._drawn[y] or self._draw(y, filters) for y in rows]
        strips += [self._below()] * (crop.height - len(rows))
        self._painting = False
        if crop.column_span != (0, self._area.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _draw(self, y: int, filters: Sequence[LineFilter]) -> Strip:
        """A line of the view as the terminal gets it."""
        strip = self._screen_rows[y] = self.render_line(y)
        if filters:
            _, background = self.background_colors
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
        self._drawn[y] = strip
        return strip

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have rows painted anew, all of them where none are named."""
        if not regions:
            self._drawn = [None] * len(self._drawn)
        for region in regions:
            for row in region.line_range:
                if row < len(self._drawn):
                    self._drawn[row] = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """One line of the view; where the pointer is looked up, with the places selections are made of."""
        top = self._window.top + y
        if self._gallery.canvas is None or top >= self._stack.total:
            return self._below()
        index, offset = self._stack.at(top)
        number = offset - self._window.gap(index)
        if number < 0:
            return self._blank(index, offset)
        key = self._stack.keys[index]
        view = self._gallery.view(key)
        if number >= len(view.lines):
            return self._below()
        line = self._line(key, number, view.lines[number])
        strip = self._strip(key, number, line, self._bar(key, view.bar))
        return strip if self._painting else self._located(strip, line, index, number)

    def _line(self, key: str, number: int, line: Line) -> Line:
        """The line as it is to be painted, with whatever lies over it."""
        return line

    def _located(self, strip: Strip, line: Line, index: int, number: int) -> Strip:
        """The strip with what the pointer needs to find its place."""
        return strip

    def _below(self) -> Strip:
        """A line below everything."""
        return Strip.blank(self._area.width, self._base)

    def _blank(self, index: int, offset: int) -> Strip:
        """A line between two entries."""
        return Strip.blank(self._area.width, self._base)

    def _bar(self, key: str, role: Role | None) -> Segment:
        """The gutter of an entry."""
        if role is None or self._palette is None:
            return Segment(" " * self.lead, self._base)
        return Segment(f"{self.glyphs.bar} ".rjust(self.lead), self._palette.style(role))

    def _strip(self, key: str, number: int, line: Line, bar: Segment) -> Strip:
        kept = self._strips.get((key, number))
        if kept is not None and kept[0] is line and kept[1] == bar:
            return kept[2]
        if len(self._strips) > _STRIPS:
            self._strips.clear()
        strip = paint(line, bar, self.column, self._area.width, self._base)
        self._strips[key, number] = (line, bar, strip)
        return strip

    def _repaint(self, top: int = 0, bottom: int | None = None) -> None:
        """Paint rows of the view, half-open, where they differ from what is on the screen."""
        height = self._area.height
        if len(self._screen_rows) != height or not self._palette:
            self.refresh()
            return
        self._painting = True
        for row in range(max(0, top), height if bottom is None else min(height, bottom)):
            painted, strip = self._screen_rows[row], self.render_line(row)
            span = (0, self._area.width) if painted is None else difference(painted, strip)
            if span is not None:
                self.refresh(Region(span[0], row, span[1] - span[0], 1))
        self._painting = False

    def _repaint_entry(self, key: str, first: int = 0) -> None:
        """Paint an entry's lines from one on, as far as they are in view."""
        index = self._stack.index(key)
        top = self._stack.top(index) - self._window.top
        gap = self._window.gap(index) if first else 0
        self._repaint(top + gap + first, top + self._stack.height(index))
