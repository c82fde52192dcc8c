"""Which word a double click means."""

from __future__ import annotations

import re

_WORD = re.compile(r"(?:~?/)?\w+(?:[-'’.:/@_]+\w+)*/?")  # noqa: RUF001  # the apostrophe that typesetters use


def word_at(text: str, index: int) -> tuple[int, int] | None:
    """Where the word at a character begins and ends (half-open); paths, addresses and `don't` are one.

    None where there is none, between words or beyond the text.
    """
    return next(
        (match.span() for match in _WORD.finditer(text) if match.start() <= index < match.end()), None
    )
