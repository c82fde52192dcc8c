"""One rendered line: what is drawn, what it says when copied, and what in it can be opened."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style


class Target(NamedTuple):
    """Something a person can open: a link, a citation, a fold, an image."""

    kind: str
    """What to do with it: "link", "citation", "file", "image", "fold", "copy", "more", "retry"."""
    value: str
    """Which one: an address, a file id, the number of a footnote, a code block's number."""


class Piece(NamedTuple):
    """A run of text in one style."""

    text: str
    style: Style
    target: Target | None = None


class Hit(NamedTuple):
    """Where on a line a target lies, in characters of the body, half-open."""

    start: int
    end: int
    target: Target


class PictureRow(NamedTuple):
    """Which part of an image a line is; its cells stand at the right end of the lead."""

    source: str
    row: int
    """Counted from the top, 0."""
    columns: int
    rows: int


class Line(NamedTuple):
    """A line of the transcript, left of which stands a lead that is never selected."""

    lead: tuple[Segment, ...] = ()
    """Gutter: bars, bullets, indentation."""
    body: tuple[Segment, ...] = ()
    """The words, which can be selected."""
    tail: tuple[Segment, ...] = ()
    """Set flush right where there is room, never selected: times, hints."""
    mark: str = ""
    """What the lead says when it is copied, such as "- "."""
    joint: str = "\n"
    """What joins this line to the next one when copied; a soft wrap gives its space or nothing."""
    hits: tuple[Hit, ...] = ()
    """What can be opened on it."""
    source: str | None = None
    """What to copy instead of the body where the whole line is selected."""
    fill: Style | None = None
    """The style of the rest of the line, such as the background of code."""
    picture: PictureRow | None = None
    """The image this line is a row of, where a terminal may draw it finer than cells can."""

    @property
    def text(self) -> str:
        """The words of the body."""
        return "".join(segment.text for segment in self.body)

    def target_at(self, cell: int) -> Target | None:
        """What lies at a cell counted from the left edge of the lead."""
        index = self.index_at(cell)
        return next((hit.target for hit in self.hits if hit.start <= index < hit.end), None)

    def index_at(self, cell: int) -> int:
        """The character of the body at a cell counted from the left edge of the lead; -1 left of it."""
        cell -= lead_width(self.lead)
        if cell < 0:
            return -1
        index = 0
        for character in self.text:
            cell -= cell_len(character)
            if cell < 0:
                break
            index += 1
        return index


def lead_width(lead: Sequence[Segment]) -> int:
    """Cells taken by segments."""
    return sum(cell_len(segment.text) for segment in lead)


def led(lines: Sequence[Line], first: Segment, rest: Segment, mark: str = "") -> list[Line]:
    """The lines with one more piece of gutter at their left: `first` on the first, `rest` below.

    Args:
        lines: Lines of one block.
        first: Gutter of the first line.
        rest: Gutter of the others; as wide as `first`.
        mark: What the first gutter says when copied; the others say as many spaces.
    """
    below = " " * len(mark)
    out = []
    for number, line in enumerate(lines):
        gutter = rest if number else first
        says = mark if not number else (below if lines[number - 1].joint == "\n" else "")
        out.append(line._replace(lead=(gutter, *line.lead), mark=says + line.mark))
    return out


def copied(lines: Sequence[tuple[Line, int, int]]) -> str:
    """The logical text of selected lines: without gutters, with wrapped lines joined again.

    Args:
        lines: Each line with the selected half-open range of its body; an end of -1 means to its end.
    """
    parts: list[str] = []
    for number, (line, start, end) in enumerate(lines):
        text = line.text
        stop = len(text) if end < 0 else min(end, len(text))
        whole = start <= 0 and stop >= len(text)
        if whole and line.source is not None:
            parts.append(line.source)
        else:
            parts.append(
                (line.mark if start <= 0 and (number or start < 0) else "") + text[max(0, start) : stop]
            )
        if number + 1 < len(lines):
            parts.append(line.joint)
    return "".join(parts)
