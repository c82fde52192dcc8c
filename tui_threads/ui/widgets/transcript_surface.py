"""The surface a transcript is drawn on: its width and colours, and Textual's scroll position.

Textual's position follows the window's, which holds its place while heights are mended.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from textual.geometry import Size
from textual.widget import Widget

from tui_threads.ui.widgets.transcript_painting import PaintedSurface


class Surface(PaintedSurface):
    """Painted lines that are scrolled and folded to the width."""

    _moving = False
    _thumb: tuple[int, int, bool] | None = None

    def notify_style_update(self) -> None:
        """The theme may have changed, or only the focus or the size.

        Looked at soon: Textual tells of it before the colours of the roles are those of the new theme.
        """
        super().notify_style_update()
        if self._palette is not None and self.is_attached:
            self.call_next(self._recolour)

    def _recolour(self) -> None:
        """Draw everything anew, if the colours are others."""
        before, self._palette = self._palette, None
        if before is not None and self._make_palette().roles == before.roles:
            self._palette = before
            return
        canvas = self._gallery.canvas
        self._remake(keep_heights=canvas is not None and canvas.width == self.column)

    def _remake(self, *, keep_heights: bool = False) -> None:
        """Draw all entries on a canvas of the present width and colours; keep the line being read."""
        if not self._area:
            return
        place = self._reading_place()
        self._gallery.canvas = replace(self._make_canvas(), width=self.column, palette=self._make_palette())
        self._gallery.clear()
        self._strips.clear()
        if not keep_heights:
            self._stack.guess_all(self._gallery.guess_all(self._stack.keys))
            self._window.anchor_text(place)
        self._settle()
        self.refresh()

    def _reading_place(self) -> tuple[str, int] | None:
        """The entry at the top of the view, and how much of its text is above the view."""
        return None if self._window.following else self._window.text_place()

    def on_resize(self) -> None:
        """Another size: fold to the width, keep the line being read."""
        self._area = self.size
        self._window.height = self._area.height
        canvas = self._gallery.canvas
        if canvas is None or canvas.width != self.column:
            self._remake()
        else:
            self._strips.clear()
            self._settle()
            self.refresh()

    def _settle(self) -> None:
        """Bring Textual's scroll position and scrollbar in line with the window."""
        top = self._window.settle()
        size = Size(self._area.width, self._window.extent)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
        if round(self.scroll_y) != top:
            self._moving = True
            self.scroll_target_y = top
            self.scroll_y = top
            self._moving = False
        self._move_thumb()

    def _move_thumb(self) -> None:
        """Move the scrollbar's thumb as soon as that can be seen.

        The bar is drawn whole each time, and with it whatever lies on its rows; a line more of a long thread
        moves it by less than can be drawn.
        """
        bar = self._vertical_scrollbar
        window = self._window
        if bar is None or not window.extent:
            return
        size = max(1.0, window.height**2 / window.extent)
        start = (window.height - size) * window.top / max(1, window.extent - window.height)
        thumb = (int(8 * start), ceil(8 * size), window.extent > window.height)
        if thumb != self._thumb:
            self._thumb = thumb
            bar.window_virtual_size, bar.window_size = window.extent, window.height
            bar.position = window.top

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Somebody scrolled: measure what has come into view before it is painted.

        Not where Textual fits the position to another height, of which `on_resize` has still to be told.
        """
        resized = self._window.height != self.size.height
        if not self._moving and not resized and round(old_value) != round(new_value):
            self._window.move(round(new_value))
            self._window.slack = 0
            self._follow(self._window.top >= self._window.limit)
            self._settle()
        self._repaint()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._window.slack = 0
        self._follow(True)
        self._settle()

    def scroll_page_up(self, **options: object) -> None:
        """Back by a page; two lines of what was read stay in view."""
        self.scroll_to(y=self._window.top - max(1, self._window.height - 2))

    def scroll_page_down(self, **options: object) -> None:
        """On by a page; two lines of what was read stay in view."""
        self.scroll_to(y=self._window.top + max(1, self._window.height - 2))

    def scroll_end(self, **options: object) -> None:
        """The end is followed, not only gone to."""
        self.follow()

    def _follow(self, following: bool) -> None:
        """Take hold of the end, or let go."""
        self._window.following = following

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: object) -> None:
        """Scroll at once: an animation would run against heights that are mended under it."""
        self._scroll_to(x, y, animate=False)
