"""The filter of the thread list: quick enough for ten thousand threads and every key.

What is looked for is compared as the search compares: without letter case, accents and width, but anywhere in
a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.chat.search.tokens import folded
from tui_threads.chat.thread_rows import ThreadRow


class ListFilter:
    """Keeps what rows say in the form that is compared."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[str, str, str], str]] = {}
        """By the key of a thread, what it said when it was last looked at, and the folded form of that."""
        self._rows: Sequence[ThreadRow] = ()
        self._said: list[str] = []
        """What each of the rows says."""

    def matching(self, rows: Sequence[ThreadRow], wanted: str) -> list[ThreadRow]:
        """The rows whose title, snippet or draft hold every wanted word."""
        words = folded(wanted).split()
        if not words:
            return list(rows)
        if rows is not self._rows:
            self._rows, self._said = rows, [self._folded(row) for row in rows]
        found = [(row, said) for row, said in zip(rows, self._said, strict=True) if words[0] in said]
        for word in words[1:]:
            found = [(row, said) for row, said in found if word in said]
        return [row for row, _ in found]

    def _folded(self, row: ThreadRow) -> str:
        says = (row.title, row.snippet, row.draft)
        known = self._known.get(row.key)
        if known is None or known[0] != says:
            known = self._known[row.key] = (says, folded("\n".join(says)))
        return known[1]
