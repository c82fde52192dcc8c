"""Styled text folded to a width, by cells, never inside what is drawn as one character."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment

from tui_threads.ui.render.line import Hit, Line, Piece

_NEVER_FIRST = frozenset("、。，．！？；：）」』】〉》〕｝…ー々")  # noqa: RUF001  # meant as they are
"""Closing marks of East Asian text, which must not begin a line."""


class Fold(NamedTuple):
    """One line of a folded text, as a half-open range of characters, and what was dropped after it."""

    start: int
    end: int
    joint: str


def fold(text: str, width: int) -> list[Fold]:
    """Where to break a text without newlines so that no line is wider than `width` cells.

    Breaks after spaces and between East Asian characters; a word longer than a line is cut.
    """
    width = max(1, width)
    if text.isascii():
        return _fold_narrow(text, width) if len(text) > width else [Fold(0, len(text), "\n")]
    if cell_len(text) <= width:
        return [Fold(0, len(text), "\n")]
    return _fold_wide(text, max(2, width))


def _fold_narrow(text: str, width: int) -> list[Fold]:
    folds = []
    start, size = 0, len(text)
    while size - start > width:
        end = text.rfind(" ", start + 1, start + width + 1)
        if end <= start or text[start:end].isspace():
            end = following = start + width
        else:
            following = end
            while following < size and text[following] == " ":
                following += 1
            while end > start and text[end - 1] == " ":
                end -= 1
        if following == size:
            folds.append(Fold(start, end, text[end:] + "\n"))
            return folds
        folds.append(Fold(start, end, text[end:following]))
        start = following
    folds.append(Fold(start, size, "\n"))
    return folds


def _fold_wide(text: str, width: int) -> list[Fold]:
    folds = []
    spans, _ = split_graphemes(text)
    start = 0
    break_end = break_next = -1
    taken = since_break = 0
    for first, last, cells in spans:
        character = text[first]
        if character == " ":
            if break_next != first:
                break_end = first
            break_next, since_break = last, 0
            taken += cells
            continue
        if cells == 2 and taken and character not in _NEVER_FIRST and break_next != first:
            break_end = break_next = first
            since_break = 0
        while taken + cells > width and first > start:
            if break_end > start:
                folds.append(Fold(start, break_end, text[break_end:break_next]))
                start, taken = break_next, since_break
            else:  # a word longer than a line, or nothing but blanks, perhaps more than a line of them
                end = first if taken <= width else start + width
                folds.append(Fold(start, end, ""))
                start, taken = end, taken - width if taken > width else 0
            break_end = break_next = -1
            since_break = taken
        taken += cells
        since_break += cells
    if taken > width and break_next == len(text):
        folds.append(Fold(start, break_end, text[break_end:] + "\n"))
    else:
        folds.append(Fold(start, len(text), "\n"))
    return folds


def wrap(pieces: Sequence[Piece], width: int) -> list[Line]:
    """Styled pieces as lines at most `width` cells wide; newlines in them end a line."""
    lines: list[Line] = []
    for row in _rows(pieces):
        text = "".join(piece.text for piece in row)
        folds = fold(text, width)
        if len(folds) == 1:
            lines.append(_line(row, "\n"))
            continue
        lines.extend(_line(part, made.joint) for part, made in zip(_cut(row, folds), folds, strict=True))
    return lines


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        if "\n" not in piece.text:
            if piece.text:
                rows[-1].append(piece)
            continue
        first, *others = piece.text.split("\n")
        if first:
            rows[-1].append(piece._replace(text=first))
        rows.extend([piece._replace(text=part)] if part else [] for part in others)
    return rows


def _cut(row: Sequence[Piece], folds: Sequence[Fold]) -> list[list[Piece]]:
    """The pieces of each fold."""
    out: list[list[Piece]] = []
    index, offset = 0, 0
    for start, end, _ in folds:
        while index < len(row) and offset + len(row[index].text) <= start:
            offset += len(row[index].text)
            index += 1
        parts = []
        at, begin = index, offset
        while at < len(row) and begin < end:
            piece = row[at]
            text = piece.text[max(0, start - begin) : end - begin]
            if text:
                parts.append(piece._replace(text=text))
            begin += len(piece.text)
            at += 1
        out.append(parts)
    return out


def _line(row: Sequence[Piece], joint: str) -> Line:
    hits = []
    at = 0
    for text, _, target in row:
        if target is not None:
            hits.append(Hit(at, at + len(text), target))
        at += len(text)
    return Line(body=tuple(Segment(text, style) for text, style, _ in row), joint=joint, hits=tuple(hits))
