"""Selection of text across messages, by mouse and by keys, and what it says when copied.

Textual keeps a selection as two offsets. Here their `y` is made of an entry's lasting ordinal and the
number of a line in it, so that a selection stays on its words while messages come above or below it and
heights are mended.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui_threads.ui.render.line import Line, copied
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_surface import Surface

_BITS = 24
_LINE = (1 << _BITS) - 1


class SelectableSurface(Surface):
    """A surface on which text can be selected."""

    _caret: tuple[Offset, Offset] | None = None

    def _code(self, index: int, number: int) -> int:
        return (self._stack.ordinal(index) << _BITS) + number

    def _place(self, code: int) -> tuple[int, int]:
        """Entry and line of a code; what is gone gives its nearest neighbour above."""
        index = self._stack.find_ordinal(code >> _BITS)
        if index < 0:
            return 0, 0
        return index, code & _LINE if self._stack.ordinal(index) == code >> _BITS else _LINE

    def _located(self, strip: Strip, line: Line, index: int, number: int) -> Strip:
        """The strip with the offsets Textual makes a selection of; the gutter lies left of the text."""
        y = self._code(index, number)
        lead = self.lead + sum(len(segment.text) for segment in line.lead)
        size = len(line.text)
        out: list[Segment] = []
        at = -lead
        for text, style, _ in strip:
            for part, x in _split(text, at, size):
                place = Style.from_meta({"offset": (x, y)})
                out.append(Segment(part, (style or Style()) + place if x < size else style))
            at += len(text)
        return Strip(out, strip.cell_length)

    def _located_blank(self, index: int, number: int) -> Strip:
        return self._placed_blank(super()._below(), index, number)

    def _placed_blank(self, strip: Strip, index: int, number: int) -> Strip:
        """A strip that is no text, all of it at the beginning of a line."""
        place = Style.from_meta({"offset": (-self._area.width, self._code(index, number))})
        return Strip(
            [Segment(text, (style or Style()) + place) for text, style, _ in strip], strip.cell_length
        )

    def _blank(self, index: int, offset: int) -> Strip:
        return super()._blank(index, offset) if self._painting else self._located_blank(index, 0)

    def _below(self) -> Strip:
        if self._painting or len(self._stack) < 2:
            return super()._below()
        return self._located_blank(len(self._stack) - 2, _LINE)

    def _line(self, key: str, number: int, line: Line) -> Line:
        selection = self.text_selection
        if selection is None:
            return line
        span = selection.get_span(self._code(self._stack.index(key), number))
        if span is None or not line.body:
            return line
        style = self.screen.get_component_rich_style("screen--selection")
        return overlaid(line, [Overlay(*span, style)])

    def selection_updated(self, selection: Selection | None) -> None:
        """The selection is another one."""
        if selection is None:
            self._caret = None
        self._repaint()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text: without gutters, with folded lines joined again."""
        lines = self._selected(selection)
        return (copied(lines), "\n") if lines else None

    def _selected(self, selection: Selection) -> list[tuple[Line, int, int]]:
        first, top = self._place(selection.start.y) if selection.start else (0, 0)
        last, bottom = self._place(selection.end.y) if selection.end else (len(self._stack) - 1, _LINE)
        out: list[tuple[Line, int, int]] = []
        for index in range(first, min(last + 1, len(self._stack))):
            key = self._stack.keys[index]
            if key == FOOT:
                continue
            if out:
                out.extend([(Line(), 0, -1)] * self._window.gap(index))
            for number, line in enumerate(self._gallery.view(key).lines):
                if (index, number) < (first, top) or (index, number) > (last, bottom):
                    continue
                span = selection.get_span(self._code(index, number))
                if span is not None:
                    out.append((line, *span))
        return out

    def text_select_all(self) -> None:
        """Select the entry under the pointer (a double click): the whole transcript is seldom meant."""
        _, y = self.app.mouse_position
        row = y - self.content_region.y
        if len(self._stack) and 0 <= row < self._area.height:
            index, _ = self._stack.at(self._window.top + row)
            self.select_entries(index, index)

    def select_entries(self, first: int, last: int) -> None:
        """Select whole entries, by their places."""
        start = Offset(-self._area.width, self._code(first, 0))
        lines = self._gallery.view(self._stack.keys[last]).lines
        end = Offset(len(lines[-1].text) if lines else 0, self._code(last, max(0, len(lines) - 1)))
        self._select(start, end)

    def _select(self, anchor: Offset, caret: Offset) -> None:
        selection = Selection.from_offsets(anchor, caret)
        self.screen.selections = {self: selection}
        self._caret = (anchor, caret)

    def drop_selection(self) -> None:
        """Select nothing, where something here is selected."""
        if self.is_attached and self in self.screen.selections:
            self.screen.clear_selection()

    def _extend_selection(self, start: tuple[int, int], lines: int) -> None:
        """Move the loose end of the selection by lines.

        Args:
            start: Entry and line to begin at where nothing is selected yet.
            lines: How far, down or (negative) up.
        """
        if self._caret is None or self.text_selection is None:
            begin = Offset(-self._area.width, self._code(*start))
            anchor = caret = begin
        else:
            anchor, caret = self._caret
        index, number = self._step(*self._place(caret.y), lines)
        line = self._gallery.view(self._stack.keys[index]).lines[number]
        down = self._code(index, number) >= anchor.y
        self._select(anchor, Offset(len(line.text) if down else -self._area.width, self._code(index, number)))
        self._reveal(index, number)

    def _step(self, index: int, number: int, lines: int) -> tuple[int, int]:
        """The line some lines down or up, gaps not counted."""
        number = min(number, max(0, len(self._gallery.view(self._stack.keys[index]).lines) - 1))
        step = 1 if lines > 0 else -1
        for _ in range(abs(lines)):
            number += step
            size = len(self._gallery.view(self._stack.keys[index]).lines)
            if number >= size:
                if index + 1 >= len(self._stack) or self._stack.keys[index + 1] == FOOT:
                    return index, size - 1
                index, number = index + 1, 0
            elif number < 0:
                if not index:
                    return 0, 0
                index -= 1
                number = len(self._gallery.view(self._stack.keys[index]).lines) - 1
        return index, number

    def _reveal(self, index: int, number: int) -> None:
        """Scroll as little as brings a line into view."""
        self._window.measure(index)
        y = self._stack.top(index) + self._window.gap(index) + number
        if y < self._window.top:
            self.scroll_to(y=y)
        elif y >= self._window.top + self._window.height:
            self.scroll_to(y=y - self._window.height + 1)


def _split(text: str, at: int, size: int) -> list[tuple[str, int]]:
    """A run of the strip cut where the words begin and end, each part with its place in the words."""
    out = []
    for low, high in ((at, 0), (0, size), (size, at + len(text))):
        begin, end = max(at, low), min(at + len(text), high)
        if begin < end:
            out.append((text[begin - at : end - at], begin))
    return out
