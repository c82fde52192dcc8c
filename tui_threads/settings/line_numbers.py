"""On which line of a TOML text each key stands: tomllib keeps no positions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str, ...]
"""A key with the tables above it: `("ui", "theme")`."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """The line of a key, or of the nearest table around it that has one."""
    return next((lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in lines), None)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The first line of each key and table, counted from 1. Keys of inline tables are left out."""
    found: dict[KeyPath, int] = {}
    for number, table, key in outer_lines(text):
        path = table + key
        for depth in range(1, len(path) + 1):
            found.setdefault(path[:depth], number)
    return found


def outer_lines(text: str) -> Iterator[tuple[int, KeyPath, KeyPath]]:
    """Each line that begins a table or a value: its number, the table it is in, its own key.

    The key is empty where the line begins the table itself. Lines inside arrays and long strings, which
    may look like either, are passed over.
    """
    table: KeyPath = ()
    value = _Value()
    for number, line in enumerate(text.splitlines(), start=1):
        if value.is_open:
            value.read(line)
        elif header := _HEADER.match(line):
            table = _parts(header.group(1))
            yield number, table, ()
        elif key := _KEY.match(line):
            yield number, table, _parts(key.group(1))
            value.read(line[key.end() :])


class _Value:
    """A value that may go on over lines."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0

    @property
    def is_open(self) -> bool:
        return bool(self._quote) or self._depth > 0

    def read(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._quote:
                end = line.find(self._quote, at)
                if end < 0:
                    return
                at, self._quote = end + len(self._quote), ""
                continue
            token = _TOKEN.search(line, at)
            if token is None:
                return
            at = token.end()
            if token.group() in ('"""', "'''"):
                self._quote = token.group()
            elif token.group() in "[{":
                self._depth += 1
            elif token.group() in "]}":
                self._depth -= 1


def _parts(dotted: str) -> KeyPath:
    return tuple(
        part[1:-1].replace('\\"', '"') if part[0] in "\"'" else part for part in re.findall(_PART, dotted)
    )
