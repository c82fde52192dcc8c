"""How far a command on many threads has come, on one line of standard error where that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import click

from tui_threads.chat.exporting.plain import plain_line


class Counter:
    """`with Counter("exporting", 12) as counter: counter.next("Paris in spring")`."""

    def __init__(self, doing: str, total: int) -> None:
        self._doing = doing
        self._total = total
        self._done = 0
        self._shown = sys.stderr.isatty() and total > 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            click.echo("\r\x1b[2K", err=True, nl=False)

    def next(self, name: str) -> None:
        """Say what comes next."""
        self._done += 1
        if self._shown:
            line = f"{self._doing} {self._done} of {self._total}  {plain_line(name)[:40]}"
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)
