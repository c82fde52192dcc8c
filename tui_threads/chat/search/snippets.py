"""The piece of a text that shows why it was found, with the places of the words in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui_threads.chat.search.query import Term
from tui_threads.chat.search.tokens import Placed, placed_tokens

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


def snippet_of(text: str, terms: Sequence[Term]) -> Snippet:
    """The place where most of the terms stand together; where none does, the beginning."""
    places = list(_enough(_places(text, terms)))
    start, end = _window(text, places)
    spans = [(begin, stop) for begin, stop, _ in places if start <= begin and stop <= end]
    return _one_line(text, start, end, _joined(spans))


def spans_in(text: str, terms: Sequence[Term]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in a whole text, such as a title."""
    return tuple(_joined([(begin, end) for begin, end, _ in _places(text, terms)]))


def _enough(places: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    first = None
    for place in places:
        first = place[0] if first is None else first
        if place[0] > first + _LOOK:
            return
        yield place


def _places(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int, int]]:
    """Begin, end and number of each term where it stands, in the order of their ends."""
    longest = max((len(term.tokens) for term in terms), default=0)
    last: list[Placed] = []
    for placed in placed_tokens(text):
        last = [*last[-longest + 1 :], placed] if longest > 1 else [placed]
        for number, term in enumerate(terms):
            if _stands(term, last):
                yield last[-len(term.tokens)].start, placed.end, number


def _stands(term: Term, last: Sequence[Placed]) -> bool:
    size = len(term.tokens)
    if len(last) < size:
        return False
    token = last[-1].token
    if not (token.startswith(term.tokens[-1]) if term.beginning else token == term.tokens[-1]):
        return False
    return all(placed.token == wanted for placed, wanted in zip(last[-size:-1], term.tokens, strict=False))


def _window(text: str, places: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """The stretch of the text that holds the most different terms, and of those the first."""
    best, at = 0, 0
    for index, (begin, _, _) in enumerate(places):
        numbers = {number for _, end, number in places[index:] if end <= begin + _LONGEST - _BEFORE}
        if len(numbers) > best:
            best, at = len(numbers), begin
        if best == len({number for _, _, number in places}):
            break
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
    """A stretch of text with every run of blanks as one, and its spans moved along."""
    line, moved = ["…"] if start else [], {}
    blank = True
    for place in range(start, end):
        moved[place] = len(line)
        if not text[place].isspace():
            line.append(text[place])
            blank = False
        elif not blank:
            line.append(" ")
            blank = True
    while line and line[-1] == " ":
        line.pop()
    shown = tuple((moved[begin], moved[stop - 1] + 1) for begin, stop in spans)
    return Snippet("".join(line) + ("…" if end < len(text) else ""), shown)
