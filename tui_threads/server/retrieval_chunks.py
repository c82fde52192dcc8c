"""Text cut into overlapping pieces of about so many tokens, at the end of a paragraph or sentence if near."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui_threads.server.providers.tokens import weigh

_UNIT = re.compile(r"\S{1,80}\s*|\s+")
"""What is never cut: a word and the space after it, or 80 letters of something longer."""
_SENTENCE_ENDS = (".", "!", "?", "\u3002", "\uff01", "\uff1f")
_LOOK_BACK = 0.25
"""How much of a piece may be given up for a better end."""


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    tokens: float

    @property
    def quality(self) -> int:
        """How good a place to cut is behind this: 2 a paragraph's end, 1 a sentence's or line's, 0 none."""
        blanks = self.text[len(self.text.rstrip()) :]
        if blanks.count("\n") > 1:
            return 2
        return int("\n" in blanks or self.text.rstrip().endswith(_SENTENCE_ENDS))


def split(text: str, size: int = 800, overlap: int = 400) -> Iterator[str]:
    """The pieces of a text, in order; none of a text that is blank.

    Args:
        size: tokens of a piece at most, as `tokens.weigh` counts.
        overlap: tokens at the end of a piece that begin the next, at most half of `size`.
    """
    source = (_Unit(match.group(), weigh(match.group())) for match in _UNIT.finditer(text))
    held: list[_Unit] = []
    while True:
        tokens = sum(unit.tokens for unit in held)
        while tokens <= size and (unit := next(source, None)):
            held.append(unit)
            tokens += unit.tokens
        end = _end(held, size) if tokens > size else len(held)
        if piece := "".join(unit.text for unit in held[:end]).strip():
            yield piece
        if end == len(held):
            return
        held = held[max(_back(held, end, overlap), 1) :]


def _end(units: list[_Unit], size: int) -> int:
    """Where to end a piece that begins with the first of these units; behind that one at least."""
    tokens = 0.0
    end = 0
    while end == 0 or tokens + units[end].tokens <= size:
        tokens += units[end].tokens
        end += 1
    given_up = 0.0
    best, best_quality = end, 0
    for place in range(end - 1, 0, -1):
        if given_up > size * _LOOK_BACK:
            break
        if units[place].quality > best_quality:
            best, best_quality = place + 1, units[place].quality
        given_up += units[place].tokens
    return best


def _back(units: list[_Unit], end: int, overlap: int) -> int:
    """Where the next piece begins, to share about `overlap` tokens with the one that ended."""
    tokens = 0.0
    start = end
    while start > 0 and tokens + units[start - 1].tokens <= overlap:
        start -= 1
        tokens += units[start].tokens
    return start
