"""The sheet a transcript is drawn on: its entries, the window over them, and what is painted of that.

Every part of a transcript works on the sheet and knows nothing of the widget, which is told by the few
callables set here when it has to do something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from textual.geometry import Region, Size

from tui_threads.ui.widgets.transcript_gallery import Gallery
from tui_threads.ui.widgets.transcript_look import Look
from tui_threads.ui.widgets.transcript_painter import Painter
from tui_threads.ui.widgets.transcript_stack import Stack
from tui_threads.ui.widgets.transcript_window import Window


class Sheet:
    """Entries one below the other, seen through a window."""

    def __init__(self, look: Look, refresh: Callable[[Iterable[Region]], None]) -> None:
        self.look = look
        self.stack = Stack()
        self.gallery = Gallery()
        self.window = Window(self.stack, self.gallery)
        self.painter = Painter(self.window, self.gallery, look)
        self.settled: tuple[Callable[[], object], ...] = ()
        """Called in this order whenever the window has found its place."""
        self.later: Callable[[], object] | None = None
        """What is to be done as soon as something can be drawn."""
        self._refresh = refresh

    @property
    def ready(self) -> bool:
        """Whether there is a size to draw at."""
        return bool(self.look.area.height) and self.gallery.ready

    def resize(self, area: Size) -> None:
        """Another size: fold to the width, keep the line being read; do what had to wait for a size."""
        self.look.area = area
        self.window.height = area.height
        if self.gallery.canvas.width != self.look.column:
            self.fold()
        else:
            self.painter.forget_strips()
            self.settle()
            self._refresh(())
        later, self.later = self.later, None
        if later is not None:
            later()

    def recolour(self) -> None:
        """Draw everything anew, if the theme's colours are others."""
        if self.look.recolour():
            self.fold(keep_heights=self.gallery.canvas.width == self.look.column)

    def fold(self, *, keep_heights: bool = False) -> None:
        """Draw all entries at the present width and in the present colours; keep the line being read."""
        if not self.look.area:
            return
        place = self.reading_place()
        self.gallery.canvas = replace(
            self.gallery.canvas, width=self.look.column, palette=self.look.palette, now=self.look.now
        )
        self.gallery.clear()
        self.painter.forget_strips()
        if not keep_heights:
            self.stack.guess_all(self.gallery.guess_all(self.stack.keys))
            self.window.anchor_text(place)
        self.settle()
        self._refresh(())

    def redraw(self) -> None:
        """Draw every entry anew at the same width."""
        self.gallery.clear()
        self.window.hold()
        self.stack.doubt_all()
        self.settle()
        self.repaint()

    def redraw_entry(self, key: str) -> None:
        """Make an entry's lines anew; its first line in view stays where it is."""
        self.gallery.drop(key)
        index = self.stack.index(key)
        self.window.hold()
        self.stack.doubt(index)
        self.window.measure(index)
        self.settle()
        self.repaint()

    def reading_place(self) -> tuple[str, int] | None:
        """The entry at the top, and how much of its text is above; None where the end is followed."""
        return None if self.window.following else self.window.text_place()

    def settle(self) -> None:
        """Measure what is in view, and tell that the window has found its place."""
        self.window.settle()
        if not self.window.following:
            self.painter.withheld = None
        for told in self.settled:
            told()

    def scroll_to(self, top: int) -> None:
        """Put another line at the top; what comes into view is measured before it is painted."""
        before = self.window.top
        self.window.move(top)
        if self.window.top == before:
            return
        self.window.slack, self.window.following = 0, self.window.top >= self.window.limit
        self.settle()
        self.repaint()

    def scroll_pages(self, pages: int) -> None:
        """Scroll by pages; two lines of what was read stay in view."""
        if self.painter.holds_back:
            self.painter.withheld = None
            self.repaint()
        self.scroll_to(self.window.top + pages * max(1, self.window.height - 2))

    def bring(self, index: int) -> None:
        """Scroll as little as shows an entry: all of it, or its beginning where it is too high."""
        self.window.measure(index)
        top, height = self.stack.top(index), self.stack.height(index)
        if top < self.window.top:
            self.scroll_to(top)
        elif top + height > self.window.top + self.window.height:
            self.scroll_to(min(top, top + height - self.window.height))

    def reveal(self, index: int, number: int) -> None:
        """Scroll as little as brings a line into view."""
        self.window.measure(index)
        row = self.window.row(index, number)
        if row < 0:
            self.scroll_to(self.window.top + row)
        elif row >= self.window.height:
            self.scroll_to(self.window.top + row - self.window.height + 1)

    def repaint(self, top: int = 0, bottom: int | None = None) -> None:
        """Paint rows of the view, half-open, where they differ from what is on the screen."""
        if not self.painter.began:
            self._refresh(())
        elif changes := list(self.painter.changes(top, bottom)):
            self._refresh(changes)

    def repaint_entry(self, key: str | None, first: int = 0) -> None:
        """Paint an entry's lines from one on, as far as there is such an entry and they are in view."""
        if key is None or key not in self.stack:
            return
        index = self.stack.index(key)
        top = self.stack.top(index) - self.window.top
        gap = self.window.gap(index) if first else 0
        self.repaint(top + gap + first, top + self.stack.height(index))
