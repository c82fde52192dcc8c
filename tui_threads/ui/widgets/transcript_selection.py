"""Selection of text across messages, by mouse and by keys, and what it says when copied.

Textual keeps a selection as two offsets. Here their `y` is made of an entry's lasting ordinal and the
number of a line in it, so that a selection stays on its words while messages come above or below it and
heights are mended.
"""

from __future__ import annotations

from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui_threads.ui.render.line import Line, copied
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_sheet import Sheet
from tui_threads.ui.word_at import word_at

_BITS = 24
_LINE = (1 << _BITS) - 1


class SelectionKeeper(Protocol):
    """Where the selection is kept: in Textual, by the screen."""

    @property
    def text_selection(self) -> Selection | None:
        """What is selected of the transcript."""

    def select(self, selection: Selection) -> None:
        """Select that and nothing else."""

    def selected_style(self) -> Style:
        """What is laid over selected text."""


class TextSelection:
    """The selected text of a sheet."""

    def __init__(self, sheet: Sheet, keeper: SelectionKeeper) -> None:
        self._sheet = sheet
        self._keeper = keeper
        self._caret: tuple[Offset, Offset] | None = None

    def located(self, row: int) -> Strip:
        """A row with the offsets Textual makes a selection of; what is no text begins a line."""
        sheet = self._sheet
        strip = sheet.painter.entry_row(row)
        found = sheet.painter.entry_line(row)
        if found is None:
            last = len(sheet.stack) - 2
            return self._placed(strip, self._code(last, _LINE)) if last >= 0 else strip
        key, number, line, _ = found
        code = self._code(sheet.stack.index(key), max(0, number))
        return self._placed(strip, code) if number < 0 else self._worded(strip, line, code)

    def _placed(self, strip: Strip, code: int) -> Strip:
        place = Style.from_meta({"offset": (-self._sheet.look.area.width, code)})
        return Strip(
            [Segment(text, (style or Style()) + place) for text, style, _ in strip], strip.cell_length
        )

    def _worded(self, strip: Strip, line: Line, code: int) -> Strip:
        """The strip of a line; its gutter lies left of the text."""
        size = len(line.text)
        out: list[Segment] = []
        at = -self._sheet.look.lead - sum(len(segment.text) for segment in line.lead)
        for text, style, _ in strip:
            for part, x in _split(text, at, size):
                place = Style.from_meta({"offset": (x, code)})
                out.append(Segment(part, (style or Style()) + place if x < size else style))
            at += len(text)
        return Strip(out, strip.cell_length)

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line with what is selected of it marked."""
        selection = self._keeper.text_selection
        if selection is None:
            return line
        span = selection.get_span(self._code(self._sheet.stack.index(key), number))
        if span is None or not line.body:
            return line
        return overlaid(line, [Overlay(*span, self._keeper.selected_style())])

    def changed(self, selection: Selection | None) -> None:
        """The selection is another one."""
        if selection is None:
            self._caret = None
        self._sheet.repaint()

    def text(self, selection: Selection) -> str | None:
        """The selected text, without gutters, with folded lines joined again; None where it is gone."""
        lines = self._selected(selection)
        return copied(lines) if lines else None

    def _selected(self, selection: Selection) -> list[tuple[Line, int, int]]:
        stack = self._sheet.stack
        first, top = self._place(selection.start.y) if selection.start else (0, 0)
        last, bottom = self._place(selection.end.y) if selection.end else (len(stack) - 1, _LINE)
        out: list[tuple[Line, int, int]] = []
        for index in range(first, min(last + 1, len(stack))):
            if stack.keys[index] == FOOT:
                continue
            if out:
                out.extend([(Line(), 0, -1)] * self._sheet.window.gap(index))
            for number, line in enumerate(self._lines(index)):
                if (index, number) < (first, top) or (index, number) > (last, bottom):
                    continue
                span = selection.get_span(self._code(index, number))
                if span is not None:
                    out.append((line, *span))
        return out

    def select_at(self, row: int, cell: int, *, paragraph: bool) -> None:
        """Select the word at a cell of the view, or all that is folded around it; nothing beside the text."""
        found = self._sheet.painter.entry_line(row)
        if found is None or found[1] < 0:
            return
        index, number = self._sheet.stack.index(found[0]), found[1]
        lines, first, last = self._lines(index), number, number
        while first and lines[first - 1].joint != "\n":
            first -= 1
        while last + 1 < len(lines) and lines[last].joint != "\n":
            last += 1
        parts = [line.text + line.joint for line in lines[first:last]] + [lines[last].text]
        if paragraph:
            span: tuple[int, int] | None = (0, sum(map(len, parts)))
        else:
            at = lines[number].index_at(cell - self._sheet.look.lead)
            span = word_at("".join(parts), sum(map(len, parts[: number - first])) + at) if at >= 0 else None
        if span is not None:
            spots = [
                self._spot(parts, place, ends=ends) for place, ends in zip(span, (False, True), strict=True)
            ]
            start, end = (Offset(x, self._code(index, first + nth)) for nth, x in spots)
            self._select(start, end)

    def _spot(self, parts: list[str], at: int, *, ends: bool) -> tuple[int, int]:
        """Which part a place in all of them lies in, and where; between two, where it ends or begins."""
        for nth, part in enumerate(parts[:-1]):
            if at < len(part) or (ends and at == len(part)):
                return nth, at
            at -= len(part)
        return len(parts) - 1, at

    def extend(self, index: int, lines: int) -> None:
        """Move the loose end of the selection by lines.

        Args:
            index: The entry to begin at where nothing is selected yet.
            lines: How far, down or (negative) up.
        """
        if self._caret is None or self._keeper.text_selection is None:
            anchor = caret = self._before(index, 0)
        else:
            anchor, caret = self._caret
        index, number = self._step(*self._place(caret.y), lines)
        code = self._code(index, number)
        down = Offset(len(self._lines(index)[number].text), code)
        self._select(anchor, down if code >= anchor.y else self._before(index, number))
        self._sheet.reveal(index, number)

    def _select(self, anchor: Offset, caret: Offset) -> None:
        self._keeper.select(Selection.from_offsets(anchor, caret))
        self._caret = (anchor, caret)

    def _step(self, index: int, number: int, lines: int) -> tuple[int, int]:
        """The line some lines down or up, gaps not counted."""
        stack = self._sheet.stack
        number = min(number, max(0, len(self._lines(index)) - 1))
        step = 1 if lines > 0 else -1
        for _ in range(abs(lines)):
            number += step
            size = len(self._lines(index))
            if number >= size:
                if index + 1 >= len(stack) or stack.keys[index + 1] == FOOT:
                    return index, size - 1
                index, number = index + 1, 0
            elif number < 0:
                if not index:
                    return 0, 0
                index -= 1
                number = len(self._lines(index)) - 1
        return index, number

    def _lines(self, index: int) -> list[Line]:
        return self._sheet.gallery.view(self._sheet.stack.keys[index]).lines

    def _before(self, index: int, number: int) -> Offset:
        """Left of a line, its gutter included."""
        return Offset(-self._sheet.look.area.width, self._code(index, number))

    def _code(self, index: int, number: int) -> int:
        return (self._sheet.stack.ordinal(index) << _BITS) + number

    def _place(self, code: int) -> tuple[int, int]:
        """Entry and line of a code; what is gone gives its nearest neighbour above."""
        stack = self._sheet.stack
        index = stack.find_ordinal(code >> _BITS)
        if index < 0:
            return 0, 0
        return index, code & _LINE if stack.ordinal(index) == code >> _BITS else _LINE


def _split(text: str, at: int, size: int) -> list[tuple[str, int]]:
    """A run of the strip cut where the words begin and end, each part with its place in the words."""
    out = []
    for low, high in ((at, 0), (0, size), (size, at + len(text))):
        begin, end = max(at, low), min(at + len(text), high)
        if begin < end:
            out.append((text[begin - at : end - at], begin))
    return out
