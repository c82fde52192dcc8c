"""The piece of a text that shows why it was found, with the places of the words in it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui_threads.chat.plain_text import MARKUP
from tui_threads.chat.search.marking import Mark, Marker

_LONGEST = 180
_BEFORE = 40
"""Characters of context before the first word that is shown."""
_LOOK = 4_000
"""Characters after the first word found in which a place with more of the words is looked for."""


class Snippet(NamedTuple):
    """One line of text."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Where the words stand in it, as begin and end, in order and apart."""


def snippet_of(text: str, marker: Marker) -> Snippet:
    """The place where most of the terms stand together; where none does, the beginning."""
    marks = list(_enough(text, marker))
    start, end = _window(text, marks)
    spans = [(begin, stop) for begin, stop, _ in marks if start <= begin and stop <= end]
    return _one_line(text, start, end, _joined(spans))


def spans_in(text: str, marker: Marker) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in a whole text, such as a title."""
    return tuple(_joined([(mark.begin, mark.end) for mark in marker.marks(text)]))


def _enough(text: str, marker: Marker) -> Iterator[Mark]:
    """The places until every term was met, or until somewhat further than the first of them."""
    wanted, until = set(range(marker.count)), -1
    for mark in marker.marks(text):
        until = mark.begin + _LOOK if until < 0 else until
        if mark.begin > until:
            return
        yield mark
        if mark.term in wanted:
            wanted.discard(mark.term)
            until = until if wanted else mark.begin + _LONGEST


def _window(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """The stretch of the text that holds the most different terms, and of those the first."""
    best, at, after = 0, marks[0].begin if marks else 0, 0
    near: Counter[int] = Counter()
    for index, (begin, _, term) in enumerate(marks):
        while after < len(marks) and marks[after].end <= begin + _LONGEST - _BEFORE:
            near[marks[after].term] += 1
            after += 1
        if len(near) > best:
            best, at = len(near), begin
        if after <= index:  # it is longer than what is shown
            after = index + 1
        elif near[term] > 1:
            near[term] -= 1
        else:
            del near[term]
    start = _word_begin(text, max(0, at - _BEFORE), at)
    return start, min(len(text), start + _LONGEST)


def _word_begin(text: str, start: int, at: int) -> int:
    """The first beginning of a word from `start` on, where there is one soon."""
    if start == 0:
        return 0
    blank = next((place for place in range(start, at) if text[place].isspace()), None)
    return start if blank is None else blank + 1


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places without overlaps."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _one_line(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Snippet:
    """A stretch of text without markup, with every run of blanks as one, and its spans moved along."""
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    piece = text[start:end]
    marks = {start + place for mark in MARKUP.finditer(piece) for place in range(*mark.span())}
    if not marks and piece == " ".join(piece.split()):
        shift = len(head) - start
        return Snippet(head + piece + tail, tuple((begin + shift, stop + shift) for begin, stop in spans))
    line, moved = [head] if head else [], {}
    blank = True
    for place in range(start, end):
        moved[place] = len(line)
        if place in marks:
            continue
        if not text[place].isspace():
            line.append(text[place])
            blank = False
        elif not blank:
            line.append(" ")
            blank = True
    shown = [(moved[begin], moved.get(stop, len(line))) for begin, stop in spans]
    while line and line[-1] == " ":
        line.pop()
    return Snippet("".join(line) + tail, tuple(span for span in shown if span[0] < span[1]))
