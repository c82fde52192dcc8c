"""Lines of the transcript as strips of one width, with selection and hits of a search laid over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_threads.ui.render.line import Line


class Overlay(NamedTuple):
    """A style laid over a range of a line's body, in characters; an end of -1 means to the end."""

    start: int
    end: int
    style: Style


def paint(line: Line, bar: Segment, column: int, width: int, base: Style) -> Strip:
    """A line as a strip.

    Args:
        line: What to draw.
        bar: Gutter left of the text column.
        column: Cells of the text column.
        width: Cells of the whole strip.
        base: Style of what is empty.
    """
    segments = [bar, *line.lead, *line.body]
    used = sum(cell_len(segment.text) for segment in segments)
    edge = cell_len(bar.text) + column
    tail = sum(cell_len(segment.text) for segment in line.tail)
    if line.tail and used + tail + 1 <= edge:
        segments.append(Segment(" " * (edge - tail - used), base))
        segments.extend(line.tail)
        used = edge
    if line.fill is not None and used < edge:
        segments.append(Segment(" " * (edge - used), line.fill))
        used = edge
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    strip = Strip(Segment.simplify(segments), max(used, width))
    return strip if used <= width else strip.crop(0, width)


def overlaid(line: Line, overlays: Sequence[Overlay]) -> Line:
    """A line with styles laid over parts of its body, later ones over earlier ones."""
    body: list[Segment] = list(line.body)
    size = len(line.text)
    for start, end, style in overlays:
        stop = size if end < 0 else min(end, size)
        if start < stop:
            body = _styled(body, max(0, start), stop, style)
    return line._replace(body=tuple(body))


def _styled(body: Sequence[Segment], start: int, end: int, style: Style) -> list[Segment]:
    out: list[Segment] = []
    at = 0
    for text, own, _ in body:
        low, high = max(0, start - at), min(len(text), end - at)
        if low >= high:
            out.append(Segment(text, own))
        else:
            if low:
                out.append(Segment(text[:low], own))
            out.append(Segment(text[low:high], (own or Style()) + style))
            if high < len(text):
                out.append(Segment(text[high:], own))
        at += len(text)
    return out
