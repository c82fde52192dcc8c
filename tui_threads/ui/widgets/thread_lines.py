"""Which lines the thread list has: headings, blanks, and one or two lines for each thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.ages import by_day


class ListLine(NamedTuple):
    """One line of the list: a heading, a blank, or the first or second line of a thread."""

    row: int
    """Index of the thread, -1 for a heading or a blank."""
    text: str = ""
    """The heading, or the thread's second line as anybody wrote it; empty for its first."""


def lay_out(
    rows: Sequence[ThreadRow], now: float, open_key: int | None = None, *, compact: bool = False
) -> tuple[list[ListLine], list[int]]:
    """The lines for these rows, and the number of each row's first line.

    Compact means no blank between groups and one line a thread.
    """
    lines: list[ListLine] = []
    first: list[int] = []
    group = None
    for index, (label, row) in enumerate(by_day(rows, now)):
        if label != group:
            if group is not None and not compact:
                lines.append(ListLine(-1))
            lines.append(ListLine(-1, label))
            group = label
        first.append(len(lines))
        lines.append(ListLine(index))
        second = "" if compact else _second_line(row, is_open=row.key == open_key)
        if second:
            lines.append(ListLine(index, second))
    return lines, first


def _second_line(row: ThreadRow, *, is_open: bool) -> str:
    """What is worth a line of its own: something unsent or unread."""
    if row.waiting:
        return f"{row.waiting} waiting to be sent"
    if row.draft and not is_open:
        return f"draft: {row.draft[:80]}"
    if row.unread and row.snippet:
        return row.snippet[:120]
    return ""
