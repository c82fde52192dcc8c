"""Logs: one file for the app, one for the server, small enough to keep and safe to show.

Several processes write to one file, so each follows it when another has put it aside. What is written holds
no secrets, no texts of messages and no control characters, whatever a library or an exception says.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LIMIT_BYTES: Final = 1_000_000
"""A file that has grown to this is put aside as `NAME.1`."""
KEPT: Final = 3
"""How many of those are kept, the oldest with the highest number."""
DEBUG_VARIABLE: Final = "THREADS_TUI_DEBUG"
"""Set and not empty: more words, also from the server that the app starts."""

_OURS = "tui_threads"
_LONGEST = 20_000
_SECRETS: tuple[tuple[str, str], ...] = (
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", r"\1 ***"),
    (r"(?i)((?:api[-_]?key|token|secret|password)[\"']?\s*[:=]\s*[\"']?)[^\s\"',;)}`]{6,}", r"\1***"),
    (r"\b(sk|pk|rk|gsk|hf|ghp|key)[-_][A-Za-z0-9_-]{12,}", r"\1-***"),
    (r"(://[^\s/:@]+):[^\s/@]+@", r"\1:***@"),
    # What pydantic says of a value it refuses, which may be somebody's message.
    (r"(?s)input_value=.*?, input_type=", "input_value=***, input_type="),
)
"""Patterns and what stands in their place; compiled when the first line is written, not at every start."""
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


def wants_debug(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment asks for more words."""
    return environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def set_up(file: Path, *, debug: bool, echo: bool = False) -> None:
    """Let this process log to a file. A file that cannot be written stops nothing.

    Other people's libraries are heard from warnings up, also with `debug`: their talk holds bodies and keys.

    Args:
        debug: every request and change of state, not only what is out of the ordinary.
        echo: on standard error too; without `debug` only warnings and errors.
    """
    handlers: list[logging.Handler] = [SharedLogFile(file)]
    if echo:
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[-1].setLevel(logging.DEBUG if debug else logging.WARNING)
    for one in handlers:
        one.setFormatter(CarefulFormatter())
    logging.basicConfig(handlers=handlers, level=logging.WARNING, force=True)
    logging.getLogger(_OURS).setLevel(logging.DEBUG if debug else logging.INFO)
    logging.captureWarnings(True)


class CarefulFormatter(logging.Formatter):
    """`2026-11-22 08:19:27.123Z INFO 4711 chat.link: words`, further lines indented."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(record.created))
        name = record.name.removeprefix(f"{_OURS}.")
        words = record.getMessage()
        if record.exc_info:
            words = f"{words}\n{self.formatException(record.exc_info)}"
        head = f"{stamp}.{int(record.msecs):03d}Z {record.levelname} {record.process} {name}: "
        return head + careful(words).replace("\n", "\n    ")


def careful(words: str) -> str:
    """The words without secrets and control characters, at a length that can be read."""
    for pattern, instead in _SECRETS:
        words = re.sub(pattern, instead, words)
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST]}… ({len(words)} characters)"
    return words.translate(_CONTROL)


class SharedLogFile(logging.Handler):
    """Appends whole lines to a file that other processes append to as well; a full one is put aside.

    Where standard output or error of this process are that file, as those of a server in the background
    are, they follow.
    """

    def __init__(self, file: Path, *, limit: int = LIMIT_BYTES) -> None:
        super().__init__()
        self._file = file
        self._limit = limit
        self._streams = [stream for stream in (1, 2) if _is_open_as(stream, file)]
        self._descriptor: int | None = None
        self._lost = 0
        """Lines that could not be written, to be told when one can."""

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if self._lost:
            line = f"{line}\n    ({self._lost} lines before this could not be written)"
        try:
            self._write(f"{line}\n".encode("utf-8", "replace"))
        except OSError:
            self._lost += 1
        else:
            self._lost = 0

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        super().close()

    def _write(self, line: bytes) -> None:
        self._follow()
        if self._full_with(line):
            self._put_aside(line)
        assert self._descriptor is not None
        os.write(self._descriptor, line)

    def _full_with(self, line: bytes) -> bool:
        assert self._descriptor is not None
        size = os.fstat(self._descriptor).st_size
        return size > 0 and size + len(line) > self._limit

    def _follow(self) -> None:
        """Open the file that has the name at this moment."""
        if self._descriptor is not None:
            try:
                there, ours = os.stat(self._file), os.fstat(self._descriptor)
                if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino):
                    return
            except FileNotFoundError:
                pass
            os.close(self._descriptor)
            self._descriptor = None
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for stream in self._streams:
            os.dup2(self._descriptor, stream)

    def _put_aside(self, line: bytes) -> None:
        from filelock import FileLock, Timeout

        try:
            with FileLock(self._file.with_name(f".{self._file.name}.lock"), timeout=0):
                self._follow()
                if not self._full_with(line):
                    return  # another process was first
                for number in range(KEPT, 0, -1):
                    older = aside(self._file, number)
                    younger = aside(self._file, number - 1)
                    if younger.exists():
                        younger.replace(older)
                self._follow()
        except Timeout:
            return  # another process does it at this moment


def aside(file: Path, number: int) -> Path:
    """Where the n-th older log lies; 0 is the present one."""
    return file if number == 0 else file.with_name(f"{file.name}.{number}")


def _is_open_as(stream: int, file: Path) -> bool:
    try:
        ours, there = os.fstat(stream), os.stat(file)
    except OSError:  # closed, or no such file yet
        return False
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
