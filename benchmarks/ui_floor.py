"""Bare Textual and its Markdown widget, measured as the app is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ui_app import Reply
from ui_terminal import Terminal

HOST = str(Path(__file__).with_name("ui_host.py"))


class Floor:
    """A small program under test; a context manager. The options are those of `ui_host.py`."""

    def __init__(self, **options: float | str) -> None:
        self._report = Path(tempfile.mkstemp(suffix=".jsonl")[1])
        self._options = options
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self.terminal = Terminal([HOST, str(self._report), *arguments])

    def __enter__(self) -> Floor:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminal.close()
        self._report.unlink()

    def _told(self, what: str) -> dict[str, float]:
        lines = [json.loads(line) for line in self._report.read_text().splitlines()]
        found: dict[str, float] = next(line for line in lines if line["what"] == what)
        return found

    def reply(self, seen: float) -> Reply:
        """What the reply cost whose last token was seen at a time."""
        begin, end = self._told("begin"), self._told("end")
        return Reply(
            seen - begin["at"],
            seen - end["at"],
            (end["cpu"] - begin["cpu"]) / (end["at"] - begin["at"]),
            self.terminal.written / float(self._options["tokens"]),
            [],
        )


def echoes_of(terminal: Terminal, letters: Sequence[str]) -> list[float]:
    """Seconds from each key to its letter on the screen."""
    out = []
    for letter in letters:
        terminal.drain(0.001, 0.06)
        sent = terminal.type(letter)
        out.append(terminal.wait_for(letter) - sent)
    return out
