"""An entry of a conversation as lines, ready to be drawn."""

from __future__ import annotations

from typing import Protocol

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role


class EntryView(Protocol):
    """Lines of one entry."""

    lines: list[Line]
    """What is drawn, top to bottom, without the gap to the entry above."""
    bar: Role | None
    """The bar at its left, where it has one."""
    changed: int
    """From which line on the lines may differ since `refresh` was called before."""

    def refresh(self) -> None:
        """Bring the lines up to date."""

    def extend(self, part: int, text: str) -> bool:
        """Add streamed text to a part; False where the entry has no such part and must be made anew."""


class StillView:
    """Lines that never change."""

    def __init__(self, lines: list[Line], bar: Role | None = None) -> None:
        self.lines = lines
        self.bar = bar
        self.changed = 0

    def refresh(self) -> None:
        """Nothing to do."""

    def extend(self, part: int, text: str) -> bool:
        """It cannot grow."""
        return False
