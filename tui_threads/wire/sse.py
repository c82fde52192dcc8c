"""Server-sent events without I/O: bytes in, events out, and back.

Follows the WHATWG HTML standard's "event stream interpretation": lines end with LF, CR or CRLF and with
nothing else (U+2028 may stand inside JSON), comments are skipped, several `data` lines are joined by LF.
One deviation: the last event of a stream counts even if its blank line is missing, since some servers
close without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SSEDecoder", "ServerSentEvent", "encode_comment", "encode_event"]

_SIMPLE = re.compile(r"(?:id: ?([^\n\0]*)\n)?event: ?([^\n]*)\ndata: ?([^\n]*)")
"""The usual frame: an event name and one line of data, maybe an id before them."""


@dataclass(slots=True)
class ServerSentEvent:
    """One event of a stream."""

    event: str
    """Its name; `message` when none was sent."""
    data: str
    id: str
    """The last id seen so far, empty when none was."""
    retry: int | None = None
    """Milliseconds to wait before connecting again, when the server says so."""


class SSEDecoder:
    """Feed it the bytes of a stream in any pieces; it gives the events they complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._after_cr = False
        self._at_start = True
        self._last_id = ""

    @property
    def last_event_id(self) -> str:
        """The last id the stream sent, for `Last-Event-ID`."""
        return self._last_id

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that end in this chunk."""
        if not chunk:
            return []
        if self._after_cr or b"\r" in chunk:
            chunk = self._only_line_feeds(chunk)
        buffer = self._buffer
        buffer += chunk
        if self._at_start and not self._skip_byte_order_mark():
            return []
        if buffer.find(b"\n\n", max(self._scanned - 1, 0)) < 0:
            self._scanned = len(buffer)
            return []
        *frames, rest = bytes(buffer).split(b"\n\n")
        self._buffer = bytearray(rest)
        self._scanned = len(rest)
        return [event for frame in frames if frame and (event := self._read_frame(frame)) is not None]

    def end(self) -> list[ServerSentEvent]:
        """What the end of the stream completes: an event whose blank line is missing, or nothing."""
        frame = bytes(self._buffer)
        self._buffer.clear()
        self._scanned = 0
        complete, _, _cut = frame.rpartition(b"\n")
        event = self._read_frame(complete) if complete else None
        return [] if event is None else [event]

    def _only_line_feeds(self, chunk: bytes) -> bytes:
        """CRLF and CR as LF; a CRLF may be cut by the border of two chunks."""
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._after_cr = False
        if chunk:
            self._after_cr = chunk.endswith(b"\r")
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _skip_byte_order_mark(self) -> bool:
        """Whether enough bytes are there to know that none, or no more of it, leads the stream."""
        mark = b"\xef\xbb\xbf"
        if len(self._buffer) < len(mark) and mark.startswith(self._buffer):
            return False
        if self._buffer.startswith(mark):
            del self._buffer[: len(mark)]
        self._at_start = False
        return True

    def _read_frame(self, frame: bytes) -> ServerSentEvent | None:
        text = frame.decode("utf-8", "replace")
        simple = _SIMPLE.fullmatch(text)
        if simple is None:
            return self._read_lines(text)
        sent_id, event, data = simple.groups()
        if sent_id is not None:
            self._last_id = sent_id
        return ServerSentEvent(event or "message", data, self._last_id)

    def _read_lines(self, text: str) -> ServerSentEvent | None:
        event, retry = "", None
        lines: list[str] = []
        for line in text.split("\n"):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "data":
                lines.append(value)
            elif field == "event":
                event = value
            elif field == "id" and "\0" not in value:
                self._last_id = value
            elif field == "retry" and value.isascii() and value.isdigit():
                retry = int(value)
        if not lines:
            return None
        return ServerSentEvent(event or "message", "\n".join(lines), self._last_id, retry)


def encode_event(event: str, data: str, id: str | None = None) -> bytes:
    """One event as bytes. Line breaks in `data` become several `data` lines."""
    lines = [] if id is None else [f"id: {id}"]
    lines.append(f"event: {event}")
    if "\r" in data or "\n" in data:
        lines += [f"data: {line}" for line in re.split("\r\n|\r|\n", data)]
    else:
        lines.append(f"data: {data}")
    return ("\n".join(lines) + "\n\n").encode()


def encode_comment(words: str = "") -> bytes:
    """A comment, which readers skip: it keeps a quiet connection alive."""
    return f": {' '.join(words.split())}\n\n".encode()
