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


def difference(old: Strip, new: Strip) -> tuple[int, int] | None:
    """Where two strips of one width differ, in cells, half-open; None where they do not.

    Writing only that much to the terminal is what makes a growing line cheap.
    """
    if old is new:
        return None
    ours, theirs = list(new), list(old)
    begin = _same(theirs, ours)
    end = new.cell_length
    if begin >= end:
        return None
    return begin, end - min(_blank(theirs), _blank(ours)) if _alike(theirs, ours) else end


def _same(old: Sequence[Segment], new: Sequence[Segment]) -> int:
    """Cells at the left that are alike."""
    cells = 0
    for one, other in zip(old, new, strict=False):
        if one == other:
            cells += cell_len(one.text)
            continue
        if one.style == other.style:
            # A sign that joins what stands before it may follow: draw the last character again too.
            cells += cell_len(one.text[: max(0, _prefix(one.text, other.text) - 1)])
        break
    return cells


def _prefix(one: str, other: str) -> int:
    """Characters both begin with."""
    size = min(len(one), len(other))
    return next((at for at in range(size) if one[at] != other[at]), size)


def _alike(old: Sequence[Segment], new: Sequence[Segment]) -> bool:
    return bool(old) and bool(new) and old[-1].style == new[-1].style


def _blank(segments: Sequence[Segment]) -> int:
    """Blank cells at the right end, as far as one style goes."""
    text = segments[-1].text
    return len(text) - len(text.rstrip(" "))
