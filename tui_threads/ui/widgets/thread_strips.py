"""Threads of the list as strips: their marks, titles and ages, and what stands between them."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.plain import fit, one_line

_FORKED = '"forked_from"'
"""What stands in the metadata of a fork."""


class ThreadStrips:
    """Draws the lines of a list in the theme's styles."""

    def __init__(self, style_of: Callable[[str], Style], *, ascii_only: bool) -> None:
        self._style_of = style_of
        self._unread, self._run, self._fork = ("*", "~", "> ") if ascii_only else ("●", "◐", "↳ ")
        self._bar, self._more = ("|", "...") if ascii_only else ("▌", "…")

    def thread(self, row: ThreadRow, age: str, width: int, *, is_open: bool, runs: bool) -> Strip:
        """The first line of a thread."""
        mark = self._run if runs else self._unread if row.unread else " "
        title = "open" if is_open else "dim" if row.archived or row.gone else "title"
        shown = one_line(row.title) or "Untitled"
        if _FORKED in row.metadata:
            shown = f"{self._fork}{shown}"
        return Strip(
            [
                Segment(f"{self._bar if is_open else ' '}{mark} ", self._style_of("mark")),
                Segment(fit(shown, width - len(age) - 5, self._more), self._style_of(title)),
                Segment(f" {age} ", self._style_of("dim")),
            ],
            width,
        ).adjust_cell_length(width, self._style_of("dim"))

    def below(self, text: str, width: int) -> Strip:
        """The second line of a thread."""
        return Strip(
            [Segment(fit(f"   {one_line(text)}", width - 1, self._more) + " ", self._style_of("dim"))], width
        )

    def between(self, text: str, width: int) -> Strip:
        """A heading, a blank, or what is said where there is no thread."""
        return Strip([Segment(fit(text and f" {text}", width), self._style_of("dim"))], width)

    def marked(self, strip: Strip, name: str) -> Strip:
        """A line of a thread that the cursor or the pointer is on."""
        over = self._style_of(name)
        loud = over.color != self._style_of("title").color  # a ground on which usual colours cannot be read
        ground = Style(bgcolor=over.bgcolor, color=over.color if loud else None, reverse=over.reverse)
        return Strip(Segment.apply_style(strip, post_style=ground), strip.cell_length)
