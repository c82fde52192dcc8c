"""Entries one below the other: how high each is, and which one lies at a line.

Heights of entries that were never drawn are guesses and marked so. Every entry also has an ordinal that
grows down the transcript and never changes while it is there, whatever is put above it: selections
are kept in ordinals, so that they stay where they are.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_SPACING = 1 << 16


class Stack:
    """Keys in order, with heights."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        """Keys in display order."""
        self._heights: list[int] = []
        self._exact: list[bool] = []
        self._ordinals: list[int] = []
        self._index: dict[str, int] | None = {}
        self._bottoms: list[int] = []
        self._valid = 0

    def reset(self, keys: Sequence[str], heights: Sequence[int]) -> None:
        """Other entries, with guessed heights."""
        self.keys = list(keys)
        self._heights = list(heights)
        self._exact = [False] * len(keys)
        self._ordinals = list(range(0, len(keys) * _SPACING, _SPACING))
        self._index = None
        self._bottoms, self._valid = [], 0

    def insert(self, index: int, keys: Sequence[str], heights: Sequence[int]) -> bool:
        """Put entries at a place, with guessed heights.

        Returns:
            Whether all other entries kept their ordinals.
        """
        self.keys[index:index] = keys
        self._heights[index:index] = heights
        self._exact[index:index] = [False] * len(keys)
        self._index = None
        self._valid = min(self._valid, index)
        return self._number(index, len(keys))

    def _number(self, index: int, count: int) -> bool:
        below = self._ordinals[index - 1] if index else None
        above = self._ordinals[index] if index < len(self._ordinals) else None
        if below is None and above is None:
            below, above = -_SPACING, None
        if above is None:
            assert below is not None
            new = [below + _SPACING * (n + 1) for n in range(count)]
        elif below is None:
            new = [above - _SPACING * (count - n) for n in range(count)]
        else:
            step = (above - below) // (count + 1)
            if not step:
                self._ordinals = [n * _SPACING for n in range(len(self.keys))]
                return False
            new = [below + step * (n + 1) for n in range(count)]
        self._ordinals[index:index] = new
        return True

    def remove(self, key: str) -> None:
        """Take an entry out."""
        index = self.index(key)
        for column in (self.keys, self._heights, self._exact, self._ordinals):
            column.pop(index)
        self._index = None
        self._valid = min(self._valid, index)

    def rename(self, key: str, new_key: str) -> None:
        """Another entry stands in the place of one."""
        self.keys[self.index(key)] = new_key
        self._index = None

    def __contains__(self, key: str) -> bool:
        return key in self._places()

    def __len__(self) -> int:
        return len(self.keys)

    def index(self, key: str) -> int:
        """Place of an entry; KeyError where there is none."""
        return self._places()[key]

    def _places(self) -> dict[str, int]:
        if self._index is None:
            self._index = {key: number for number, key in enumerate(self.keys)}
        return self._index

    def set_height(self, index: int, height: int, *, exact: bool = True) -> int:
        """Tell how high an entry is.

        Returns:
            By how many lines that differs from before.
        """
        delta = height - self._heights[index]
        self._exact[index] = exact
        if delta:
            self._heights[index] = height
            if index == len(self.keys) - 1 and self._valid == len(self.keys):
                self._bottoms[index] += delta
            else:
                self._valid = min(self._valid, index)
        return delta

    def doubt(self, index: int) -> None:
        """An entry may have another height than it had; measure it again when it is seen."""
        if index < len(self.keys):
            self._exact[index] = False

    def doubt_all(self) -> None:
        """Every entry may have another height than it had."""
        self._exact = [False] * len(self.keys)

    def guess_all(self, heights: Sequence[int]) -> None:
        """Nothing is exact any more (another width): these are the new guesses."""
        self._heights = list(heights)
        self._exact = [False] * len(self.keys)
        self._valid = 0

    def height(self, index: int) -> int:
        """Lines of an entry, exact or guessed."""
        return self._heights[index]

    def exact(self, index: int) -> bool:
        """Whether an entry's height is known."""
        return self._exact[index]

    def top(self, index: int) -> int:
        """The line an entry begins at."""
        return self._sums()[index - 1] if index else 0

    @property
    def total(self) -> int:
        """Lines of everything."""
        return self._sums()[-1] if self.keys else 0

    def at(self, y: int) -> tuple[int, int]:
        """Which entry lies at a line, and which of its lines that is; the last one below the end."""
        sums = self._sums()
        index = min(bisect_right(sums, max(0, y)), len(self.keys) - 1)
        return index, max(0, y) - (sums[index - 1] if index else 0)

    def ordinal(self, index: int) -> int:
        """The lasting number of an entry."""
        return self._ordinals[index]

    def find_ordinal(self, ordinal: int) -> int:
        """Place of the last entry whose ordinal is at most this; -1 where all are greater."""
        return bisect_right(self._ordinals, ordinal) - 1

    def _sums(self) -> list[int]:
        if self._valid < len(self.keys):
            del self._bottoms[self._valid :]
            before = self._bottoms[-1] if self._bottoms else 0
            rest = accumulate(self._heights[self._valid :], initial=before)
            next(rest)
            self._bottoms.extend(rest)
            self._valid = len(self.keys)
        elif len(self._bottoms) > len(self.keys):
            del self._bottoms[len(self.keys) :]
        return self._bottoms
