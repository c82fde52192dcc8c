"""The `data` of server-sent events, cut from bytes without any I/O.

Completions need no more of that format: their events have neither names nor ids. Lines are cut at
CR, LF and CRLF only, for JSON may hold the other characters that Unicode calls line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE_END = re.compile(rb"\r\n|\n|\r(?!$)")


class DataDecoder:
    """Feed it bytes as they come; it gives the data of each event that is whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []

    def feed(self, received: bytes) -> Iterator[str]:
        """The events that these bytes complete."""
        lines = _LINE_END.split(self._rest + received)
        self._rest = lines.pop()
        for line in lines:
            yield from self._read(line)

    def end(self) -> Iterator[str]:
        """The event that the end of the stream completes, if any: some servers leave its blank line out."""
        yield from self.feed(b"\n\n")

    def _read(self, line: bytes) -> Iterator[str]:
        if not line:
            if self._data:
                yield "\n".join(self._data)
                self._data = []
        elif line.startswith(b"data:"):
            self._data.append(line[5:].decode("utf-8", "replace").removeprefix(" "))
