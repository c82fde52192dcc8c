"""JSON read piece by piece: an export may be larger than the memory its whole tree would take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

_CHUNK = 1 << 20
_BLANKS = re.compile(r"[\s,]*")


def json_values(stream: TextIO) -> Iterator[object]:
    """The elements of a top-level array, one by one; or the values of a file that holds one a line.

    Raises:
        ValueError: it is not JSON, or it ends in the middle.
        RecursionError: it is nested deeper than Python reads.
    """
    return _Reader(stream).values()


class _Reader:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._wanted = _CHUNK
        self._ended = False

    def values(self) -> Iterator[object]:
        self._fill()
        self._text = self._text.removeprefix("\ufeff")
        in_array = self._next() == "["
        if in_array:
            self._at += 1
        while (first := self._next()) not in ("", "]"):
            yield self._value(first)
        if in_array and first == "":
            raise ValueError("the file ends in the middle")

    def _next(self) -> str:
        """The first character of what comes, or nothing at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill()

    def _value(self, first: str) -> object:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError:
                if self._ended:
                    raise
                self._wanted *= 2  # so that a value of any size is tried only a few times
                self._fill()
                continue
            if end == len(self._text) and first not in '[{"' and not self._ended:
                self._fill()  # a number may go on
                continue
            self._at, self._wanted = end, _CHUNK
            return value

    def _fill(self) -> None:
        more = self._stream.read(self._wanted)
        self._ended = not more
        self._text, self._at = self._text[self._at :] + more, 0
