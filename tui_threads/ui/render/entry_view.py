"""An entry of a conversation as lines, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role

if TYPE_CHECKING:
    from tui_threads.ui.render.annotations import Note


class EntryView(Protocol):
    """Lines of one entry."""

    lines: list[Line]
    """What is drawn, top to bottom, without the gap to the entry above."""
    bar: Role | None
    """The bar at its left, where it has one."""
    changed: int
    """From which line on the lines may differ since `refresh` was called before."""

    @property
    def notes(self) -> Mapping[str, Note]:
        """Footnotes by their number."""

    @property
    def images(self) -> Sequence[str]:
        """Sources of the images in it: file ids and addresses."""

    def refresh(self) -> None:
        """Bring the lines up to date."""

    def extend(self, part: int, text: str) -> bool:
        """Add streamed text to a part; False where the entry has no such part and must be made anew."""


class StillView:
    """Lines that never change."""

    def __init__(self, lines: list[Line], bar: Role | None = None, images: Sequence[str] = ()) -> None:
        self.lines = lines
        self.bar = bar
        self.changed = 0
        self.images = images
        self.notes: Mapping[str, Note] = {}

    def refresh(self) -> None:
        """Nothing to do."""

    def extend(self, part: int, text: str) -> bool:
        """It cannot grow."""
        return False
