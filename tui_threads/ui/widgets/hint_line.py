"""The keys at the foot of a dialog: `Enter open   Esc leave`, never parted from their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Hints = tuple[tuple[str, str], ...]
"""Keys with a word each."""
_GAP = 3


class HintLine(Widget):
    """As many rows as the width asks for, the keys in the accent colour."""

    DEFAULT_CSS = "HintLine { height: auto; color: $text-muted; }"

    def __init__(self, hints: Iterable[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints = tuple(hints)

    def show(self, hints: Iterable[tuple[str, str]]) -> None:
        """Say other keys."""
        self._hints = tuple(hints)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> RenderResult:
        gap = Content(" " * _GAP)
        return Content("\n").join(
            gap.join(Content.assemble((key, "$accent"), f" {word}") for key, word in row)
            for row in self._rows(self.size.width)
        )

    def _rows(self, width: int) -> Sequence[Sequence[tuple[str, str]]]:
        rows: list[list[tuple[str, str]]] = [[]]
        used = -_GAP
        for key, word in self._hints:
            needs = _GAP + cell_len(f"{key} {word}")
            if rows[-1] and used + needs > width:
                rows.append([])
                used = -_GAP
            rows[-1].append((key, word))
            used += needs
        return rows
