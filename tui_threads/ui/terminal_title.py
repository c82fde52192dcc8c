"""The terminal's own title, set while the app runs and given back when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from tui_threads.ui.plain import one_line

_SAVE, _RESTORE = "\x1b[22;2t", "\x1b[23;2t"
_LONGEST = 120


State = Literal["still", "running", "asked"]
"""What goes on in a thread: nothing, a run, or a run that waits for an answer of the user."""

_MARKS: dict[State, tuple[str, str]] = {"still": ("", ""), "running": ("◐ ", "~ "), "asked": ("! ", "! ")}


def marked_title(title: str, state: State, *, ascii_only: bool = False) -> str:
    """The title of a thread as the terminal is to show it."""
    return _MARKS[state][ascii_only] + (one_line(title) or "threads-tui")


class TerminalTitle:
    """Writes the title through the app's own way to the terminal."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._shown: str | None = None

    def show(self, title: str) -> None:
        """Set the title; the first time the old one is put aside."""
        title = one_line(title)[:_LONGEST]
        if title != self._shown:
            before = _SAVE if self._shown is None else ""
            self._shown = title
            self._write(f"{before}\x1b]2;{title}\x07")

    def notify(self, words: str) -> None:
        """Have the terminal show a notification (OSC 9), where it knows how."""
        self._write(f"\x1b]9;{one_line(words)[:_LONGEST]}\x07")

    def give_back(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._write(_RESTORE)
