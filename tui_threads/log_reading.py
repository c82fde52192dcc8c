"""Reading a log that is being written: its end, and then what comes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from tui_threads.logs import KEPT, aside, careful

_BLOCK = 65_536


class LogTail:
    """The last lines of a log, and those that are added, also after it was put aside. No method waits."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: BinaryIO | None = None
        self._rest = b""
        """The beginning of a line whose end is not written yet."""

    def last(self, count: int) -> list[str]:
        """The last lines that are there, oldest first, also from files that were put aside.

        Raises:
            OSError: the log is there and cannot be read.
        """
        self.close()
        lines: list[str] = []
        for number in range(KEPT + 1):
            if len(lines) >= count:
                break
            try:
                with aside(self._file, number).open("rb") as file:
                    found, end = _last_lines(file, count - len(lines))
                    lines = [*found, *lines]
                    if number == 0:
                        self._open = os.fdopen(os.dup(file.fileno()), "rb")
                        self._open.seek(end)
            except FileNotFoundError:
                continue
        return lines

    def more(self) -> list[str]:
        """The lines that were added since the last call.

        Raises:
            OSError: the log is there and cannot be read.
        """
        lines = self._read() if self._open is not None else []
        if self._has_another():
            self.close()
            self._open = self._file.open("rb")
            lines += self._read()
        return lines

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()
        self._open, self._rest = None, b""

    def _read(self) -> list[str]:
        assert self._open is not None
        *whole, self._rest = (self._rest + self._open.read()).split(b"\n")
        return [_shown(line) for line in whole]

    def _has_another(self) -> bool:
        """Whether another file has the name than the one that is open."""
        try:
            there = os.stat(self._file)
        except FileNotFoundError:
            return False
        if self._open is None:
            return True
        ours = os.fstat(self._open.fileno())
        return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino)


def _last_lines(file: BinaryIO, count: int) -> tuple[list[str], int]:
    """Whole lines, read from the end a block at a time, and where the last of them ends."""
    at = size = file.seek(0, os.SEEK_END)
    text = b""
    while at > 0 and text.count(b"\n") <= count:
        step = min(_BLOCK, at)
        at -= step
        file.seek(at)
        text = file.read(step) + text
    *lines, rest = text.split(b"\n")
    return [_shown(line) for line in lines[-count:]], size - len(rest)


def _shown(line: bytes) -> str:
    """A line as it may be shown: what programs below ours print passes nobody's hands before."""
    return careful(line.decode("utf-8", "replace").rstrip("\r"))
