"""Images that the terminal draws itself: with Kitty's placeholders, or as Sixel over half blocks.

A placeholder is text and needs nothing but its image. Sixel is drawn when the view has come to rest, over
images that are wholly in view and under nothing; any other image is the half blocks that stand below.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from random import randrange
from typing import TYPE_CHECKING, Literal

from textual.geometry import Region
from textual.timer import Timer
from textual.widget import Widget

from tui_threads.ui.render.graphics import CellSize, Graphics, cell_size, graphics_for
from tui_threads.ui.render.kitty import is_too_old, removal, transmission
from tui_threads.ui.render.line import Line, lead_width
from tui_threads.ui.render.multiplexer import Way, tmux_passes, way_to_kitty, wrapped
from tui_threads.ui.widgets.sixel_layer import LaidImage
from tui_threads.ui.widgets.transcript_sheet import Sheet

if TYPE_CHECKING:
    from tui_threads.ui.render.images import ImageState

_REST = 0.12
"""Seconds without a painted line after which a view is at rest."""
_MOST_DRAWINGS = 16
"""Sixel sequences kept; one is some hundred kilobytes at most."""

_Size = tuple[str, int, int]
"""An image by its source, and its pixels across and down."""


class TerminalImages:
    """Gives the images of a sheet to the terminal."""

    def __init__(self, sheet: Sheet, images: Mapping[str, ImageState], host: Widget) -> None:
        self.cell_size: Callable[[], CellSize | None] = cell_size
        """Asks for the pixels of a cell; None means that the terminal does not tell."""
        self._sheet = sheet
        self._images = images
        self._host = host
        self._graphics: Graphics = graphics_for("auto", os.environ)
        self._sent: dict[str, int] = {}
        self._wrapped = False
        self._guessed = True
        """Whether the way of drawing is taken from the environment, not wished for."""
        self._too_old: bool | None = None
        self._drawings: OrderedDict[_Size, str | None] = OrderedDict()
        self._rest: Timer | None = None
        self._below = False
        """Whether the view was last drawn below a dialog."""
        self._blocks: dict[str, list[Line]] = {}
        sheet.gallery.canvas = replace(sheet.gallery.canvas, images=images, sent=self._sent)
        sheet.painter.keeps_rows = self._keeps_rows
        sheet.painter.painted = self._plan_drawing

    def draw_as(self, wished: Literal["auto", "kitty", "sixel", "blocks", "text"]) -> str:
        """Choose how images are drawn; those that are there already follow.

        Returns:
            One sentence where it is not to be as wished, else nothing.
        """
        way = Way(graphics_for(wished, os.environ))
        if wished == "kitty":
            way = way_to_kitty(os.environ, tmux_passes)
        for source in tuple(self._sent):
            self.take_back(source)
        self._graphics, self._wrapped, self._guessed = way.graphics, way.wrapped, wished == "auto"
        for source, state in self._images.items():
            self.send(source, state)
        gallery = self._sheet.gallery
        gallery.canvas = replace(gallery.canvas, draws_images=way.graphics != "text")
        if gallery.ready:
            self._sheet.fold()
        return way.why

    def ask_version(self) -> None:
        """Ask a Kitty whether it is too old for what the environment tells of it; in a thread."""
        if self._too_old is None:
            self._too_old = is_too_old(os.environ)

    def _keeps_rows(self) -> bool:
        """Whether a row that was made before still shows its images as they are to be shown now."""
        below = bool(self._images) and self._host.app.screen is not self._host.screen
        if changed := below != self._below:
            self._below = below
            self._blocks.clear()
        return not (self._lays_pixels or (changed and self._sent))

    def line(self, key: str, number: int, line: Line) -> Line:
        """A row of an image; of half blocks below a dialog, which dims the colours that name an image."""
        if not self._below or line.picture is None or line.picture.source not in self._sent:
            return line
        from tui_threads.ui.render.images import Picture
        from tui_threads.ui.render.pictures import half_blocks

        source, row, columns, _ = line.picture
        state = self._images.get(source)
        if not isinstance(state, Picture):
            return line
        if source not in self._blocks:
            self._blocks[source] = half_blocks(state, source, columns)
        return line._replace(lead=(*line.lead[:-1], *self._blocks[source][row].lead))

    @property
    def _lays_pixels(self) -> bool:
        """Whether pixels may lie over the text: what was made before says nothing of a row then."""
        return self._graphics == "sixel" and bool(self._images)

    def send(self, source: str, state: ImageState) -> None:
        """Give an image to a terminal that draws it.

        Placeholders name it by their colour, so colours must arrive there as they are.
        """
        from tui_threads.ui.render.images import Picture

        exact = self._host.app.console.color_system == "truecolor" and not self._host.app.no_color
        able = self._graphics == "kitty" and exact and not (self._guessed and self._too_old)
        if isinstance(state, Picture) and able:
            number = self._sent.setdefault(source, randrange(1, 1 << 24))
            for sequence in transmission(number, state.png, state.across, state.down // 2):
                self._write(wrapped(sequence) if self._wrapped else sequence)

    def take_back(self, source: str) -> None:
        """The image is no longer kept."""
        if source in self._sent:
            sequence = removal(self._sent.pop(source))
            self._write(wrapped(sequence) if self._wrapped else sequence)

    def _write(self, sequence: str) -> None:
        """Write to the terminal past the screen; Textual has no public way to do that."""
        driver = self._host.app._driver
        if driver is not None:
            driver.write(sequence)

    def _plan_drawing(self) -> None:
        """Draw when nothing was painted for a moment."""
        if not self._lays_pixels or not self._host.is_attached:
            return
        if self._rest is None:
            self._rest = self._host.set_timer(_REST, self._draw)
        else:
            self._rest.reset()

    def _draw(self) -> None:
        """Draw the images in view that are not drawn yet."""
        self._rest = None
        cell = self.cell_size()
        if cell is None or self._host.app.screen is not self._host.screen or self._host.app.no_color:
            return
        for image in self._sheet.painter.pixels.missing(self._in_view()):
            if self._is_painted(image) and not self._is_covered(image):
                drawing = self._drawing(image, cell)
                if drawing is not None:
                    self._lay(image, drawing)

    def _lay(self, image: LaidImage, drawing: str) -> None:
        from tui_threads.ui.render.sixel import laid_at

        origin = self._host.content_region
        self._write(laid_at(origin.x + image.x, origin.y + image.y, drawing))
        self._sheet.painter.pixels.lay(image)

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
            work = partial(self._encode, size, state.png)
            self._host.run_worker(work, group="pictures", exit_on_error=False, thread=True)
        return None

    def _encode(self, size: _Size, png: bytes) -> None:
        """Make a drawing; in a thread."""
        from tui_threads.ui.render.sixel import sixel

        self._host.app.call_from_thread(self._take_drawing, size, sixel(png, *size[1:]))

    def _take_drawing(self, size: _Size, drawing: str) -> None:
        self._drawings[size] = drawing
        self._plan_drawing()

    def _in_view(self) -> Iterator[LaidImage]:
        """Images all of whose rows are in view."""
        look = self._sheet.look
        for row in range(look.area.height):
            found = self._sheet.painter.entry_line(row)
            picture = found[2].picture if found is not None else None
            if found and picture and not picture.row and row + picture.rows <= look.area.height:
                x = look.lead + lead_width(found[2].lead) - picture.columns
                yield LaidImage(picture.source, x, row, picture.columns, picture.rows)

    def _is_painted(self, image: LaidImage) -> bool:
        """Whether the rows of an image are on the screen as they are to be."""
        return all(map(self._sheet.painter.is_painted, range(image.y, image.y + image.rows)))

    def _is_covered(self, image: LaidImage) -> bool:
        """Whether another widget lies over an image, or the image is not wholly on the screen."""
        host = self._host
        origin = host.content_region
        area = Region(origin.x + image.x, origin.y + image.y, image.columns, image.rows)
        shown = host.screen._compositor.visible_widgets
        if host not in shown or not shown[host][1].contains_region(area):
            return True
        under = {host, *host.ancestors}
        return any(
            widget not in under and region.intersection(clip).overlaps(area)
            for widget, (region, clip) in shown.items()
        )
