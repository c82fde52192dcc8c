"""Where the terms of a query stand in a text. Pure.

What `tokens` cuts is looked for here without cutting: the text of a term is found in the folded text, and
then what stands around it. For the hits of every key that is typed that is several times quicker.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui_threads.chat.search.query import Term
from tui_threads.chat.search.tokens import (
    LONGEST,
    PICTURES,
    UNSPACED,
    WORD,
    ends_unspaced,
    folded,
    origins,
)

_TOKEN = f"(?:{WORD}|[{UNSPACED}{PICTURES}])"
_GAP = re.compile(f"(?:(?!{_TOKEN})(?s:.))*")
"""What may stand between two words of a term."""
_WORD = re.compile(WORD)
_REST = re.compile(f"{WORD}*")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PICTURE = re.compile(f"[{PICTURES}]")
_CHUNK = 16_000
"""Characters that are folded at once."""


class Mark(NamedTuple):
    """One place of one term."""

    begin: int
    end: int
    term: int
    """Which of the terms."""


class _Piece(NamedTuple):
    """A part of a term that stands in one word, or in one run of characters without blanks."""

    text: str
    unspaced: bool
    ends: bool
    """Whether nothing of the same run may follow."""


class Marker:
    """Finds the same terms in one text after another."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.count = len(terms)
        self._terms = [(list(_pieces(term)), term.beginning) for term in terms]

    def marks(self, text: str) -> Iterator[Mark]:
        """All places in order; whoever has enough may stop."""
        start = 0
        while start < len(text) and self._terms:
            chunk = text[start : _break_after(text, start + _CHUNK)]
            plain = folded(chunk)
            came_from: list[tuple[int, int]] | None = None
            found = [_found(plain, number, *term) for number, term in enumerate(self._terms)]
            for begin, end, number in heapq.merge(*found):
                if chunk.isascii():
                    yield Mark(start + begin, start + end, number)
                    continue
                came_from = came_from or origins(chunk) or [(0, 0)]
                last = len(came_from) - 1  # folded as a whole, more may be joined than in its pieces
                first, stop = came_from[min(begin, last)][0], came_from[min(end - 1, last)][1]
                yield Mark(start + first, start + stop, number)
            start += len(chunk)


def _found(
    plain: str, number: int, pieces: Sequence[_Piece], beginning: bool
) -> Iterator[tuple[int, int, int]]:
    """The places of one term: where its first piece stands, what is around that is looked at."""
    at = plain.find(pieces[0].text)
    while at >= 0:
        end = _end(plain, at, pieces, beginning)
        if end is not None:
            yield at, end, number
        at = plain.find(pieces[0].text, at + 1 if end is None else end)


def _end(plain: str, at: int, pieces: Sequence[_Piece], beginning: bool) -> int | None:
    """Where a term ends whose first piece stands here; None where it is not it."""
    end = at
    for number, piece in enumerate(pieces):
        if number:
            gap = _GAP.match(plain, end)
            at = gap.end() if gap else end
            if not plain.startswith(piece.text, at):
                return None
        end = at + len(piece.text)
        if piece.unspaced:
            begun = number and at and _UNSPACED.match(plain, at - 1)
            if begun or (piece.ends and _UNSPACED.match(plain, end)):
                return None
        elif not _PICTURE.match(piece.text):
            if at and _WORD.match(plain, at - 1):
                return None
            rest = _REST.match(plain, end)
            if rest and rest.end() > end:
                last = number == len(pieces) - 1
                if not (last and beginning) and len(piece.text) < LONGEST:
                    return None
                end = rest.end()
    return end


def _break_after(text: str, at: int) -> int:
    """A place from `at` on where no word is cut, if there is one near."""
    blank = _BLANK.search(text, at, at + 200)
    return blank.end() if blank else at


_BLANK = re.compile(r"\s")


def _pieces(term: Term) -> Iterator[_Piece]:
    """Put the tokens of unspaced runs together again: each begins with the character the last ended with."""
    run = ""
    for number, token in enumerate(term.tokens):
        if not ends_unspaced(token):
            if run:
                yield _Piece(run, True, False)
                run = ""
            yield _Piece(token, False, False)
        elif len(token) > 1:
            run = run[:-1] + token
        else:
            anywhere = term.beginning and number == len(term.tokens) - 1
            yield _Piece(run or token, True, not anywhere)
            run = ""
    if run:
        yield _Piece(run, True, False)
