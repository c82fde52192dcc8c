"""The terminal's own title, set while the app runs and given back when it ends."""

from __future__ import annotations

from collections.abc import Callable

from tui_threads.ui.plain import one_line

_SAVE, _RESTORE = "\x1b[22;2t", "\x1b[23;2t"
_LONGEST = 120


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

    def give_back(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._write(_RESTORE)
