"""A real terminal for tests: the program runs in a pseudo-terminal and pyte reads the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte


class ScreenTimeout(AssertionError):
    """What was waited for did not come; the message shows the screen as it was."""


class Terminal:
    """One program in a pseudo-terminal of `columns` x `rows`."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, columns: int = 120, rows: int = 40
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Condition()
        self._raw = bytearray()
        self.received = 0
        """Bytes the program has written."""
        self._master, slave = pty.openpty()
        set_size(slave, columns, rows)
        self._child = subprocess.Popen(
            command,
            env={**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # two system calls, no lock of another thread in them
        )
        os.close(slave)
        self._closed = threading.Event()
        self._woken, self._wake = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.alive:
            self.kill()
        self._hang_up()

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    @property
    def text(self) -> str:
        """The screen, a line a row, trailing blanks removed."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def title(self) -> str:
        with self._lock:
            return str(self._screen.title)

    @property
    def raw(self) -> str:
        """Everything the program has written, escape sequences and all."""
        with self._lock:
            return self._raw.decode("utf-8", "replace")

    def send(self, keys: str) -> None:
        """Type `keys`; control characters are keys too (`\\r` is Enter, `\\x1b` Esc)."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        with self._lock:
            self._screen.resize(rows, columns)
        set_size(self._master, columns, rows)

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 30.0) -> str:
        """Wait until the screen holds the text, or fulfils the condition; the screen then."""
        found = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + timeout
        while True:
            text = self.text
            if found(text):
                return text
            left = deadline - time.monotonic()
            if not self.alive:
                self._reader.join(min(max(left, 0), 2.0))  # what it said last may still be on the way
                if found(self.text):
                    return self.text
            if left <= 0 or not self.alive:
                what = wanted if isinstance(wanted, str) else "the condition"
                state = "still runs" if self.alive else f"ended with {self._child.returncode}"
                raise ScreenTimeout(f"no {what!r} on the screen, the program {state}:\n{text}")
            with self._lock:
                self._lock.wait(min(left, 0.25))

    def wait_for_exit(self, timeout: float = 45.0) -> int:
        """Wait until the program ends; its exit code, negative where a signal ended it."""
        try:
            return self._child.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise ScreenTimeout(f"the program does not end:\n{self.text}") from error

    def hang_up(self) -> None:
        """Close the terminal under the program, as closing its window does."""
        self._hang_up()
        self.wait_for_exit()

    def kill(self) -> None:
        self._child.kill()
        self.wait_for_exit()

    def _hang_up(self) -> None:
        if not self._closed.is_set():
            self._closed.set()
            os.write(self._wake, b"x")
            self._reader.join()
            os.close(self._master)
            os.close(self._woken)
            os.close(self._wake)

    def _read(self) -> None:
        while not self._closed.is_set():
            ready, _, _ = select.select([self._master, self._woken], [], [])
            if self._master not in ready:
                continue
            try:
                chunk = os.read(self._master, 65536)
            except OSError:  # Linux's way to say that the other side has closed
                chunk = b""
            if not chunk:
                break
            with self._lock:
                self.received += len(chunk)
                self._raw += chunk
                self._stream.feed(chunk)
                self._lock.notify_all()
        with self._lock:
            self._lock.notify_all()


def set_size(descriptor: int, columns: int, rows: int) -> None:
    """Tell a terminal its size; the programs in it hear of it."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _take_terminal() -> None:
    """In the child: what it reads from and writes to is its terminal, whose end or Ctrl+C ends it."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # a suite started in the background, or by nohup, ignores it
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
