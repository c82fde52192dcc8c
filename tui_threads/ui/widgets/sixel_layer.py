"""Which Sixel images lie on the screen, and which rows of it still hold pixels of one.

Pixels of Sixel belong to no cell: they stay until text is written over them. So where a row that holds some
is to show something else, all of it has to be written, also what is alike on both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class LaidImage(NamedTuple):
    """An image and the cells it takes, in the coordinates of its widget."""

    source: str
    x: int
    y: int
    columns: int
    rows: int


class SixelLayer:
    """What was drawn over the cells of one widget."""

    def __init__(self) -> None:
        self._whole: set[LaidImage] = set()
        self._stained: set[int] = set()

    def lay(self, image: LaidImage) -> None:
        """An image was drawn."""
        self._whole.add(image)
        self._stained.update(range(image.y, image.y + image.rows))

    def write(self, rows: range) -> None:
        """Text was perhaps written over some cells of rows."""
        self._whole = {one for one in self._whole if not _meet(one, rows)}

    def clean(self, row: int) -> None:
        """Text will be written over all of a row."""
        self._stained.discard(row)

    def stained(self, rows: range) -> list[int]:
        """Those of the rows that may hold pixels."""
        return [row for row in rows if row in self._stained]

    def missing(self, wanted: Iterable[LaidImage]) -> list[LaidImage]:
        """The images that are not drawn where they belong, or no longer whole."""
        return [one for one in wanted if one not in self._whole]


def _meet(image: LaidImage, rows: range) -> bool:
    return image.y < rows.stop and rows.start < image.y + image.rows
