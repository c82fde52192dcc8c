"""A terminal that draws Sixel, cell by cell: what is written over an image takes its place."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import pyte
from textual.app import ComposeResult
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Static

from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.render.graphics import CellSize, Graphics

CELL = (10, 20)
"""Pixels of a cell."""
_IMAGE = re.compile(r'\x1b7\x1b\[(\d+);(\d+)H(\x1bP0;1;0q"1;1;(\d+);(\d+)[^\x1b]*\x1b\\)\x1b8')


class Part(NamedTuple):
    """A cell's worth of an image."""

    drawing: str
    column: int
    row: int


class SixelTerminal(pyte.Screen):
    """Characters, and over some of them a part of an image."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self.parts: dict[tuple[int, int], Part] = {}
        """Cells (column, row) that show a part of an image."""
        self.drawn = 0
        """How many images were drawn so far."""
        self.whole_at_once = True
        """Whether no image ever reached over the edge of the screen."""

    def draw(self, data: str) -> None:
        """Write characters; the pixels that were there are gone."""
        for character in data:
            before = self.cursor.x
            super().draw(character)
            for column in range(before, max(before + 1, self.cursor.x)):
                self.parts.pop((column, self.cursor.y), None)

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Another size; terminals forget images then, or not: this one does not."""
        super().resize(lines, columns)
        self.parts = {
            at: part for at, part in self.parts.items() if at[0] < self.columns and at[1] < self.lines
        }

    def draw_image(self, sequence: str) -> None:
        """Take a sequence that was written past the screen."""
        found = _IMAGE.fullmatch(sequence)
        assert found is not None, sequence[:60]
        top, left = int(found.group(1)) - 1, int(found.group(2)) - 1
        width, height = int(found.group(4)), int(found.group(5))
        columns, rows = -(-width // CELL[0]), -(-height // CELL[1])
        self.drawn += 1
        if left + columns > self.columns or top + rows >= self.lines:
            self.whole_at_once = False
        for row in range(rows):
            for column in range(columns):
                self.parts[left + column, top + row] = Part(found.group(3), column, row)

    def images(self) -> dict[tuple[int, int], str]:
        """The images that are whole, by their upper left cell; and no pixel belongs to anything else."""
        cells: dict[tuple[int, int, str], dict[tuple[int, int], tuple[int, int]]] = {}
        for (x, y), part in self.parts.items():
            origin = (x - part.column, y - part.row, part.drawing)
            cells.setdefault(origin, {})[x, y] = (part.column, part.row)
        found = {}
        for (x, y, drawing), parts in cells.items():
            columns, rows = size_of(drawing)
            if len(parts) == columns * rows:
                found[x, y] = drawing
        return found

    def scraps(self) -> int:
        """Cells with pixels of an image that is not whole."""
        whole = sum(columns * rows for columns, rows in map(size_of, self.images().values()))
        return len(self.parts) - whole


def size_of(drawing: str) -> tuple[int, int]:
    """Cells an image takes."""
    found = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', drawing)
    assert found is not None
    return -(-int(found.group(1)) // CELL[0]), -(-int(found.group(2)) // CELL[1])


class WritingDriver(HeadlessDriver):
    """A driver that hands on what is written past the screen."""

    terminal: SixelTerminal | None = None

    def __init__(self, host: PictureHost, size: tuple[int, int] | None) -> None:
        super().__init__(host, mouse=False, size=size)
        self.written = host.written

    def write(self, data: str) -> None:
        self.written.append(data)
        if self.terminal is not None and "\x1bP" in data:
            self.terminal.draw_image(data)


class PictureHost(TranscriptHost):
    """A transcript on a terminal that draws Sixel, with a box that can be laid over it."""

    CSS = (
        TranscriptHost.CSS
        + """
    Screen { layers: below above; }
    #box { layer: above; display: none; width: 12; height: 4; offset: 8 4; background: red; }
    """
    )

    def __init__(self, conversation: Conversation, graphics: Graphics | Literal["auto"] = "sixel") -> None:
        super().__init__(conversation)
        self.written: list[str] = []
        """What was written past the screen."""
        self.wished = graphics
        self.terminal = SixelTerminal(1, 1)
        self._terminal, self._stream = self.terminal, pyte.Stream(self.terminal)
        self.cell: CellSize | None = CellSize(*CELL)
        """What the terminal tells of its cells."""
        self.asked = 0
        """How often it was asked, which is before images would be drawn."""
        self.transcript.pictures.terminal.cell_size = self._tell_cell

    def _tell_cell(self) -> CellSize | None:
        self.asked += 1
        return self.cell

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static("box", id="box")

    def on_mount(self) -> None:
        self.transcript.draw_images_as(self.wished)
        super().on_mount()

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        driver = WritingDriver(self, size)
        driver.terminal = self.terminal
        self._driver = driver
        return driver
