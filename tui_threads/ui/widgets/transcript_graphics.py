"""Images that the terminal draws itself: with Kitty's placeholders, or as Sixel over half blocks.

A placeholder is text and needs nothing but its image. Sixel is drawn when the view has come to rest, over
images that are wholly in view and under nothing; any other image is the half blocks that stand below.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import randrange
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from tui_threads.ui.render.graphics import CellSize, Graphics, cell_size, graphics_for
from tui_threads.ui.render.kitty import removal, transmission
from tui_threads.ui.render.line import Line, lead_width
from tui_threads.ui.render.multiplexer import Way, tmux_passes, way_to_kitty, wrapped
from tui_threads.ui.widgets.sixel_layer import LaidImage, SixelLayer
from tui_threads.ui.widgets.transcript_keys import KeyedSurface

if TYPE_CHECKING:
    from tui_threads.ui.render.canvas import Canvas
    from tui_threads.ui.render.images import ImageState

_REST = 0.12
"""Seconds without a painted line after which a view is at rest."""
_MOST_DRAWINGS = 16
"""Sixel sequences kept; one is some hundred kilobytes at most."""

_Size = tuple[str, int, int]
"""An image by its source, and its pixels across and down."""


class GraphicsSurface(KeyedSurface):
    """A surface that gives images to the terminal."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.graphics: Graphics = graphics_for("auto", os.environ)
        """How images are drawn."""
        self.cell_size: Callable[[], CellSize | None] = cell_size
        """Asks for the pixels of a cell; None means that the terminal does not tell."""
        self._images: dict[str, ImageState] = {}
        self._sent: dict[str, int] = {}
        self._wrapped = False
        self._layer = SixelLayer()
        self._drawings: OrderedDict[_Size, str | None] = OrderedDict()
        self._rest: Timer | None = None

    def draw_images_as(self, wished: Literal["auto", "kitty", "sixel", "blocks", "text"]) -> str:
        """Choose how images are drawn; those that are there already follow.

        Returns:
            One sentence where it is not to be as wished, else nothing.
        """
        way = Way(graphics_for(wished, os.environ))
        if wished == "kitty":
            way = way_to_kitty(os.environ, tmux_passes)
        self.graphics, self._wrapped = way.graphics, way.wrapped
        if self._gallery.canvas is not None:
            self._remake()
        return way.why

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint lines for the compositor, which writes some of them over whatever was drawn there."""
        if self.graphics == "sixel" and self._images:
            # Pixels lie over the text: what was made before says nothing of what a row shows.
            self._drawn = [None] * len(self._drawn)
        strips = super().render_lines(crop)
        self._layer.write(range(crop.y, crop.bottom))
        self._plan_drawing()
        return strips

    def _make_canvas(self) -> Canvas:
        return replace(
            super()._make_canvas(), images=self._images, sent=self._sent, draws_images=self.graphics != "text"
        )

    def _repaint(self, top: int = 0, bottom: int | None = None) -> None:
        """Paint what differs; of a row that holds pixels, all."""
        height = min(len(self._screen_rows), self._area.height)
        self._painting = True
        for row in self._layer.stained(range(max(0, top), height if bottom is None else min(height, bottom))):
            if self._screen_rows[row] is not self.render_line(row):
                self._screen_rows[row] = None
                self._layer.clean(row)
        self._painting = False
        super()._repaint(top, bottom)

    def _send(self, source: str, state: ImageState) -> None:
        """Give an image to a terminal that draws it.

        Placeholders name it by their colour, so colours must arrive there as they are.
        """
        from tui_threads.ui.render.images import Picture

        exact = self.app.console.color_system == "truecolor" and not self.app.no_color
        if isinstance(state, Picture) and self.graphics == "kitty" and exact:
            number = self._sent.setdefault(source, randrange(1, 1 << 24))
            for sequence in transmission(number, state.png, state.across, state.down // 2):
                self._write(wrapped(sequence) if self._wrapped else sequence)

    def _take_back(self, source: str) -> None:
        """The image is no longer kept."""
        if source in self._sent:
            sequence = removal(self._sent.pop(source))
            self._write(wrapped(sequence) if self._wrapped else sequence)

    def _write(self, sequence: str) -> None:
        """Write to the terminal past the screen; Textual has no public way to do that."""
        driver = self.app._driver
        if driver is not None:
            driver.write(sequence)

    def _plan_drawing(self) -> None:
        """Draw when nothing was painted for a moment."""
        if self.graphics != "sixel" or not self._images or not self.is_attached:
            return
        if self._rest is None:
            self._rest = self.set_timer(_REST, self._draw_images)
        else:
            self._rest.reset()

    def _draw_images(self) -> None:
        """Draw the images in view that are not drawn yet."""
        self._rest = None
        cell = self.cell_size()
        if cell is None or not self.screen.is_current or self.app.no_color:
            return
        for image in self._layer.missing(self._images_in_view()):
            if self._is_painted(image) and not self._is_covered(image):
                drawing = self._drawing(image, cell)
                if drawing is not None:
                    self._lay(image, drawing)

    def _lay(self, image: LaidImage, drawing: str) -> None:
        from tui_threads.ui.render.sixel import laid_at

        origin = self.content_region
        self._write(laid_at(origin.x + image.x, origin.y + image.y, drawing))
        self._layer.lay(image)

    def _drawing(self, image: LaidImage, cell: CellSize) -> str | None:
        """The Sixel sequence of an image, or None while it is made."""
        from tui_threads.ui.render.images import Picture

        state = self._images.get(image.source)
        size = (image.source, image.columns * cell.width, image.rows * cell.height)
        if size in self._drawings:
            self._drawings.move_to_end(size)
            return self._drawings[size]
        if isinstance(state, Picture):
            self._drawings[size] = None
            if len(self._drawings) > _MOST_DRAWINGS:
                self._drawings.popitem(last=False)
            self._encode(size, state.png)
        return None

    @work(thread=True, group="pictures", exit_on_error=False)
    def _encode(self, size: _Size, png: bytes) -> None:
        from tui_threads.ui.render.sixel import sixel

        self.app.call_from_thread(self._take_drawing, size, sixel(png, *size[1:]))

    def _take_drawing(self, size: _Size, drawing: str) -> None:
        self._drawings[size] = drawing
        self._plan_drawing()

    def _images_in_view(self) -> Iterator[LaidImage]:
        """Images all of whose rows are in view."""
        height = self._area.height
        for row in range(height):
            line = self._line_at(row)
            picture = line.picture if line is not None else None
            if line is not None and picture is not None and not picture.row and row + picture.rows <= height:
                x = self.lead + lead_width(line.lead) - picture.columns
                yield LaidImage(picture.source, x, row, picture.columns, picture.rows)

    def _line_at(self, row: int) -> Line | None:
        """The line of an entry at a row of the view."""
        found = self._at(row) if self._gallery.canvas is not None else None
        if found is None:
            return None
        index, number = found
        lines = self._gallery.view(self._stack.keys[index]).lines
        return lines[number] if 0 <= number < len(lines) else None

    def _is_painted(self, image: LaidImage) -> bool:
        """Whether the rows of an image are on the screen as they are to be."""
        self._painting = True
        painted = all(
            row < len(self._screen_rows) and self._screen_rows[row] == self.render_line(row)
            for row in range(image.y, image.y + image.rows)
        )
        self._painting = False
        return painted

    def _is_covered(self, image: LaidImage) -> bool:
        """Whether another widget lies over an image, or the image is not wholly on the screen."""
        origin = self.content_region
        area = Region(origin.x + image.x, origin.y + image.y, image.columns, image.rows)
        shown = self.screen._compositor.visible_widgets
        if self not in shown or not shown[self][1].contains_region(area):
            return True
        under = {self, *self.ancestors}
        return any(
            widget not in under and region.intersection(clip).overlaps(area)
            for widget, (region, clip) in shown.items()
        )
