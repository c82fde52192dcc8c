"""One text part of a message as lines that follow it while it grows.

Lines of final blocks are made once. Each `lines` redraws from the first block that was not final the
last time, and says from which line on.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.ui.render.blocks import Block, Document
from tui_threads.ui.render.clean import clean
from tui_threads.ui.render.line import Line, Piece
from tui_threads.ui.render.markdown import block_lines, code_count
from tui_threads.ui.render.palette import Palette, Role
from tui_threads.ui.render.wrap import wrap


class TextFlow:
    """Lines of one growing text."""

    def __init__(
        self,
        text: str,
        width: int,
        palette: Palette,
        *,
        raw: bool = False,
        codes: int = 0,
        breaks: bool = False,
    ) -> None:
        self._codes_before = codes
        self.codes = codes
        """Code blocks of the message before this text and in its final blocks."""
        self._width = width
        self._palette = palette
        self._raw = raw
        self._breaks = breaks
        self._document = Document("" if raw else text)
        self._lines: list[Line] = []
        self._fixed = 0
        if raw:
            self._raw_text = ""
            self._add_raw(text)

    def extend(self, text: str) -> None:
        """Add cleaned text at the end."""
        if self._raw:
            self._add_raw(text)
        else:
            self._document.append(text)

    def settle(self) -> None:
        """The text is complete."""
        if not self._raw and self._document.settle():
            self._fixed = 0
            self.codes = self._codes_before

    def lines(self) -> tuple[list[Line], int]:
        """All lines, and the index of the first that may differ from the last time's."""
        if self._raw:
            return self._lines, self._fixed
        first = self._fixed
        del self._lines[first:]
        for block in self._document.take():
            self._draw(block)
        self._fixed = len(self._lines)
        codes = self.codes
        for block in self._document.tail():
            self._draw(block)
        self.codes = codes
        return self._lines, first

    def _draw(self, block: Block) -> None:
        lines = block_lines(block, self._width, self._palette, self.codes, breaks=self._breaks)
        self._lines.extend(lines)
        self.codes += code_count(block)

    def _add_raw(self, text: str) -> None:
        """Raw text is folded row by row; only its last row can change."""
        *rows, last = (self._raw_text + text).split("\n")
        self._raw_text = last
        del self._lines[self._fixed :]
        for row in rows:
            self._lines.extend(_raw_lines(row, self._width, self._palette))
        self._fixed = len(self._lines)
        if last:
            self._lines.extend(_raw_lines(last, self._width, self._palette))


def _raw_lines(row: str, width: int, palette: Palette) -> Sequence[Line]:
    return wrap([Piece(row.expandtabs(4), palette.style(Role.TEXT))], width)


def plain_lines(text: str, width: int, palette: Palette, role: Role = Role.TEXT) -> list[Line]:
    """Text that is not Markdown, folded to the width."""
    return wrap([Piece(clean(text).expandtabs(4), palette.style(role))], width)
