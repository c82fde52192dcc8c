"""A program in a pseudo-terminal of its own, with a clock on what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS, ROWS = 120, 40


@dataclass(frozen=True)
class Usage:
    """What a process has used so far."""

    cpu: float
    """Seconds of processor time."""
    resident: float
    """Megabytes."""


class Terminal:
    """A child in a pseudo-terminal. Everything it writes is read, counted and searched."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.written = 0
        """Bytes the child has written."""
        self._recent = b""
        self.started = time.monotonic()
        """When the child was started."""
        self.pid, self._fd = pty.fork()
        if not self.pid:
            os.environ.update(environment or {})
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
            os.execv(sys.executable, [sys.executable, *arguments])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def type(self, text: str) -> float:
        """Send keys; answers when. What was written before is no answer to them."""
        self._recent = b""
        os.write(self._fd, text.encode())
        return time.monotonic()

    def read(self, seconds: float) -> bytes:
        """What the child writes next, or nothing if it is silent for so long."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return b""
        try:
            chunk = os.read(self._fd, 1 << 16)
        except OSError:
            return b""
        self.written += len(chunk)
        return chunk

    def wait_for(self, *marks: str, seconds: float = 60.0) -> float:
        """Read until words have come, all of them in any order; answers when the last of them came.

        Raises:
            TimeoutError: They did not come in time.
        """
        wanted = [mark.encode() for mark in marks]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            chunk = self.read(0.5)
            self._recent = (self._recent + chunk)[-(1 << 17) :]
            if all(mark in self._recent for mark in wanted):
                self._recent = b""
                return time.monotonic()
        raise TimeoutError(f"{marks!r} were not written within {seconds} s")

    def drain(self, quiet: float, most: float = 60.0) -> float:
        """Read until the child is silent for so long; answers when it last wrote."""
        last = time.monotonic()
        end = last + most
        while time.monotonic() < end:
            chunk = self.read(quiet)
            if not chunk:
                break
            last = time.monotonic()
            self._recent = (self._recent + chunk)[-(1 << 17) :]
        return last

    def settled(self, quiet: float, most: float = 5.0) -> float:
        """Read until the child has written something and is silent again; answers when it last wrote."""
        self._recent += self.read(most)
        return self.drain(quiet, most)

    def usage(self) -> Usage:
        """Processor time and memory of the child by now."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        tick = os.sysconf("SC_CLK_TCK")
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        cpu = (int(fields[11]) + int(fields[12])) / tick
        return Usage(cpu, pages * os.sysconf("SC_PAGE_SIZE") / 1e6)

    def close(self) -> None:
        """End the child."""
        os.kill(self.pid, 9)
        os.close(self._fd)
        os.waitpid(self.pid, 0)
