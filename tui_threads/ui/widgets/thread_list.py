"""The thread list: ten thousand rows in one widget, drawn line by line when they are seen.

It is given rows, in order, and posts what the user wants done with one. Groups by day, ages, a dot for
what was not read yet and a mark for what runs are drawn here; which threads there are is not known here.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from textwrap import wrap
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.ages import short_age
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import fit, one_line
from tui_threads.ui.widgets.thread_lines import ListLine, lay_out

_FORKED = '"forked_from"'
"""What stands in the metadata of a fork."""

Wish = Literal["new", "rename", "pin", "archive", "delete", "undo", "export", "metadata"]


class ThreadList(ScrollView, can_focus=True):
    """All threads, pinned ones first, then by day."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("threads")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "thread-list--title",
        "thread-list--dim",
        "thread-list--mark",
        "thread-list--open",
        "thread-list--cursor",
        "thread-list--hover",
    }
    DEFAULT_CSS = """
    ThreadList {
        width: 100%; background: $surface;
        scrollbar-size-vertical: 1; scrollbar-background: $surface;
        & > .thread-list--title { color: $foreground; }
        & > .thread-list--dim { color: $text-muted; }
        & > .thread-list--mark { color: $accent; }
        & > .thread-list--open { color: $foreground; text-style: bold; }
        & > .thread-list--cursor { background: $panel; color: $foreground; }
        & > .thread-list--hover { background: $background; color: $foreground; }
        &:focus > .thread-list--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        &:nocolor:focus > .thread-list--cursor { text-style: reverse; }
    }
    """

    class Opened(Message):
        """The user wants to see a thread."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    class Wanted(Message):
        """The user wants something done with the thread under the cursor, or with none."""

        def __init__(self, wish: Wish, key: int | None) -> None:
            super().__init__()
            self.wish: Wish = wish
            self.key = key

    class FilterWanted(Message):
        """The user wants to filter, or has begun to type."""

    class Typed(Message):
        """A character that means nothing here."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[ThreadRow] = ()
        self._lines: list[ListLine] = []
        self._first_line: list[int] = []
        self._active: Collection[int] = ()
        self._open: int | None = None
        self._cursor = 0
        self._hover = -1
        self._empty = "No threads yet"
        self._unread, self._run, self._fork = ("*", "~", "> ") if ascii_only else ("●", "◐", "↳ ")
        self._bar, self._more = ("|", "...") if ascii_only else ("▌", "…")

    def show(
        self,
        rows: Sequence[ThreadRow],
        *,
        running: Collection[int] = (),
        open_key: int | None,
        empty: str = "",
    ) -> None:
        """Draw these rows; the cursor stays on its thread."""
        on = self._rows[self._cursor].key if self._cursor < len(self._rows) else open_key
        self._rows, self._active, self._open = rows, running, open_key
        self._empty = empty or self._empty
        compact = self.screen.has_class("-compact")
        self._lines, self._first_line = lay_out(rows, time.time(), open_key, compact=compact)
        self._cursor = next((index for index, row in enumerate(rows) if row.key == on), 0)
        self.virtual_size = Size(self.size.width, max(1, len(self._lines)))
        self.refresh()

    @property
    def cursor_key(self) -> int | None:
        """The thread under the cursor."""
        return self._rows[self._cursor].key if self._rows else None

    def put_cursor(self, key: int) -> None:
        """Move the cursor to a thread and bring it into view."""
        for index, row in enumerate(self._rows):
            if row.key == key:
                self._go(index)

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip([Segment(fit(self._nothing(number, width), width), self._style("dim"))], width)
        line = self._lines[number]
        if line.row < 0:
            return Strip([Segment(fit(f" {line.text}", width), self._style("dim"))], width)
        row = self._rows[line.row]
        strip = self._second(line.text, width) if line.text else self._first(row, width)
        if line.row not in (self._cursor, self._hover):
            return strip
        over = self._style("cursor" if line.row == self._cursor else "hover")
        loud = over.color != self._style("title").color  # a ground on which the usual colours cannot be read
        ground = Style(bgcolor=over.bgcolor, color=over.color if loud else None, reverse=over.reverse)
        return Strip(Segment.apply_style(strip, post_style=ground), width)

    def _nothing(self, number: int, width: int) -> str:
        """A line of what is said where there is no thread."""
        said = wrap(self._empty, max(1, width - 2)) if not self._rows else []
        return f" {said[number]}" if number < len(said) else ""

    def _first(self, row: ThreadRow, width: int) -> Strip:
        age = "gone" if row.gone else short_age(row.active_at, time.time())
        mark = self._run if row.key in self._active else self._unread if row.unread else " "
        title = "open" if row.key == self._open else "dim" if row.archived or row.gone else "title"
        room, shown = width - len(age) - 5, one_line(row.title) or "Untitled"
        if _FORKED in row.metadata:
            shown = f"{self._fork}{shown}"
        return Strip(
            [
                Segment(f"{self._bar if row.key == self._open else ' '}{mark} ", self._style("mark")),
                Segment(fit(shown, room, self._more), self._style(title)),
                Segment(f" {age} ", self._style("dim")),
            ],
            width,
        ).adjust_cell_length(width, self._style("dim"))

    def _second(self, text: str, width: int) -> Strip:
        return Strip([Segment(fit(f"   {text}", width - 1, self._more) + " ", self._style("dim"))], width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"thread-list--{name}")

    def on_resize(self, event: events.Resize) -> None:
        self.virtual_size = Size(event.size.width, max(1, len(self._lines)))

    def _go(self, index: int) -> None:
        if not self._rows:
            return
        self._cursor = max(0, min(index, len(self._rows) - 1))
        top = self._first_line[self._cursor]
        if top < self.scroll_offset.y + 1:
            self.scroll_to(y=max(0, top - 1), animate=False)
        elif top + 2 > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=top + 2 - self.size.height, animate=False)
        self.refresh()

    def action_move(self, by: int) -> None:
        self._go(self._cursor + by)

    def action_move_page(self, by: int) -> None:
        self._go(self._cursor + by * max(1, self.size.height - 3))

    def action_move_end(self, end: int) -> None:
        self._go(0 if end < 0 else len(self._rows) - 1)

    def action_open(self) -> None:
        if (key := self.cursor_key) is not None:
            self.post_message(self.Opened(key))

    def action_filter(self) -> None:
        self.post_message(self.FilterWanted())

    def action_ask(self, wish: Wish) -> None:
        self.post_message(self.Wanted(wish, self.cursor_key))

    def on_key(self, event: events.Key) -> None:
        bound = event.key in self.screen.active_bindings
        if event.is_printable and event.character and not bound:
            event.stop()
            self.post_message(self.Typed(event.character))

    def on_click(self, event: events.Click) -> None:
        index = self._row_at(event.y)
        if index >= 0:
            self._go(index)
            self.action_open()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(self._row_at(event.y))

    def on_leave(self) -> None:
        self._point(-1)

    def _point(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.refresh()

    def _row_at(self, y: int) -> int:
        number = y + self.scroll_offset.y
        return self._lines[number].row if number < len(self._lines) else -1
