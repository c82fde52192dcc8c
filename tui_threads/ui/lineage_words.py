"""What a thread was forked from, and what from it, in words for its header."""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.chat.lineage import forks_of, lineage_of, versions
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.plain import one_line


class LineageWords:
    """The words on one row, made anew when it or the list has changed."""

    def __init__(self) -> None:
        self._last: tuple[Sequence[ThreadRow], ThreadRow, str] | None = None

    def on(self, row: ThreadRow | None, rows: Sequence[ThreadRow]) -> str:
        """`answer 2 of 3 · from “Lisbon”`, `2 forks`, or nothing."""
        if row is None or row.id is None:
            return ""
        if self._last is None or self._last[0] is not rows or self._last[1] is not row:
            self._last = (rows, row, _words_on(row, rows))
        return self._last[2]


def versions_beside(row: ThreadRow, rows: Sequence[ThreadRow]) -> list[ThreadRow]:
    """The versions that a thread is one of; of a thread that was forked, those made last."""
    own = lineage_of(row)
    if own is not None and own.reason != "fork":
        return versions(rows, own)
    if row.id is None:
        return []
    again = [one for fork in forks_of(rows, row.id) if (one := lineage_of(fork)) and one.reason != "fork"]
    return versions(rows, again[-1]) if again else []


def title_of(row: ThreadRow) -> str:
    """The title, where there is one."""
    return one_line(row.title) or "Untitled"


def _words_on(row: ThreadRow, rows: Sequence[ThreadRow]) -> str:
    parts = []
    beside = versions_beside(row, rows)
    if len(beside) > 1 and row in beside:
        last = lineage_of(beside[-1])
        word = "answer" if last is not None and last.reason == "answer" else "wording"
        parts.append(f"{word} {beside.index(row) + 1} of {len(beside)} ( )")
    lineage = lineage_of(row)
    if lineage is not None:
        parent = next((one for one in rows if one.id == lineage.parent), None)
        parts.append(f"from “{title_of(parent)}”" if parent is not None else "from a thread not in the list")
    if row.id is not None and (forks := forks_of(rows, row.id)):
        parts.append("1 fork" if len(forks) == 1 else f"{len(forks)} forks")
    return " · ".join(parts)
