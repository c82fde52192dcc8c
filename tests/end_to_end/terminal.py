"""A real terminal for tests: the program runs in a pseudo-terminal and pyte reads the screen."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pexpect
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
        self.received = 0
        """Bytes the program has written."""
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            dimensions=(rows, columns),
            timeout=None,
        )
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

    @property
    def pid(self) -> int:
        pid = self._child.pid
        assert isinstance(pid, int)
        return pid

    @property
    def alive(self) -> bool:
        return bool(self._child.isalive())

    @property
    def text(self) -> str:
        """The screen, a line a row, trailing blanks removed."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def title(self) -> str:
        with self._lock:
            return str(self._screen.title)

    def send(self, keys: str) -> None:
        """Type `keys`; control characters are keys too (`\\r` is Enter, `\\x1b` Esc)."""
        self._child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        with self._lock:
            self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 30.0) -> str:
        """Wait until the screen holds the text, or fulfils the condition; the screen then."""
        found = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + timeout
        while True:
            text = self.text
            if found(text):
                return text
            left = deadline - time.monotonic()
            if left <= 0 or not self.alive:
                what = wanted if isinstance(wanted, str) else "the condition"
                state = "still runs" if self.alive else f"ended with {self._child.exitstatus}"
                raise ScreenTimeout(f"no {what!r} on the screen, the program {state}:\n{text}")
            with self._lock:
                self._lock.wait(min(left, 0.25))

    def wait_for_exit(self, timeout: float = 20.0) -> int | None:
        """Wait until the program ends; its exit code, or None where a signal ended it."""
        deadline = time.monotonic() + timeout
        while self.alive:
            if time.monotonic() > deadline:
                raise ScreenTimeout(f"the program does not end:\n{self.text}")
            with self._lock:
                self._lock.wait(0.05)
        code = self._child.exitstatus
        return code if isinstance(code, int) else None

    def hang_up(self) -> None:
        """Close the terminal under the program, as closing its window does."""
        os.kill(self.pid, signal.SIGHUP)
        self._child.close(force=False)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait_for_exit()

    def _read(self) -> None:
        while True:
            try:
                chunk: object = self._child.read_nonblocking(65536, timeout=None)
            except (pexpect.EOF, OSError, ValueError):
                break
            assert isinstance(chunk, bytes)  # no encoding was asked for
            with self._lock:
                self.received += len(chunk)
                self._stream.feed(chunk)
                self._lock.notify_all()
        with self._lock:
            self._lock.notify_all()
