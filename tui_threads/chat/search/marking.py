"""Where the terms of a query stand in a text. Pure.

What `tokens` cuts is looked for here without cutting: a term becomes a regular expression on the folded text,
which is several times quicker for the hits of every key that is typed.
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
_BETWEEN = f"(?:(?!{_TOKEN})(?s:.))*"
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
        self._patterns = [re.compile(_pattern(term)) for term in terms]

    def marks(self, text: str) -> Iterator[Mark]:
        """All places in order; whoever has enough may stop."""
        start = 0
        while start < len(text) and self._patterns:
            chunk = text[start : _break_after(text, start + _CHUNK)]
            plain = folded(chunk)
            came_from: list[tuple[int, int]] | None = None
            found = [_found(pattern, number, plain) for number, pattern in enumerate(self._patterns)]
            for begin, end, number in heapq.merge(*found):
                if chunk.isascii():
                    yield Mark(start + begin, start + end, number)
                    continue
                came_from = came_from or origins(chunk) or [(0, 0)]
                last = len(came_from) - 1  # folded as a whole, more may be joined than in its pieces
                first, stop = came_from[min(begin, last)][0], came_from[min(end - 1, last)][1]
                yield Mark(start + first, start + stop, number)
            start += len(chunk)


def _found(pattern: re.Pattern[str], number: int, plain: str) -> Iterator[tuple[int, int, int]]:
    return ((*match.span(), number) for match in pattern.finditer(plain))


def _break_after(text: str, at: int) -> int:
    """A place from `at` on where no word is cut, if there is one near."""
    blank = _BLANK.search(text, at, at + 200)
    return blank.end() if blank else at


_BLANK = re.compile(r"\s")


def _pattern(term: Term) -> str:
    """What is looked for comes first and the look behind it later, since literals are found quickest."""
    parts: list[str] = []
    pieces = list(_pieces(term))
    for number, piece in enumerate(pieces):
        text, first, last = re.escape(piece.text), number == 0, number == len(pieces) - 1
        parts += [] if first else [_BETWEEN]
        if piece.unspaced:
            parts += [text] if first else [f"(?<![{UNSPACED}])", text]
            parts += [f"(?![{UNSPACED}])"] if piece.ends else []
        elif re.match(f"[{PICTURES}]", piece.text):
            parts.append(text)
        else:
            parts += [text, f"(?<!{WORD}{text})"]
            more = (last and term.beginning) or len(piece.text) >= LONGEST
            parts.append(f"{WORD}*" if more else f"(?!{WORD})")
    return "".join(parts)


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
