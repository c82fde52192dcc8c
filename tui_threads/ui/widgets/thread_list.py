"""The thread list: ten thousand rows in one widget, drawn line by line when they are seen.

It is given rows, in order, and posts what the user wants done with one. Groups by day, ages, a dot for
what was not read yet and a mark for what runs are drawn here; which threads there are is not known here.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from textwrap import wrap
from typing import ClassVar, Literal

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.ages import short_age
from tui_threads.ui.keymap import bindings
from tui_threads.ui.widgets.thread_lines import ListLine, lay_out
from tui_threads.ui.widgets.thread_strips import ThreadStrips

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
        self._strips = ThreadStrips(self._style_of, ascii_only=ascii_only)
        self._drawn: dict[int, Strip] = {}

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
        self._redraw()

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
        """A row of the view, as it is on the screen from now on."""
        self._drawn[y] = self._line(y)
        return self._drawn[y]

    def _line(self, y: int) -> Strip:
        width, number = self.size.width, y + self.scroll_offset.y
        if number >= len(self._lines):
            said = wrap(self._empty, max(1, width - 2)) if not self._rows else []
            return self._strips.between(said[number] if number < len(said) else "", width)
        line = self._lines[number]
        if line.row < 0:
            return self._strips.between(line.text, width)
        row = self._rows[line.row]
        if line.text:
            strip = self._strips.below(line.text, width)
        else:
            age = "gone" if row.gone else short_age(row.active_at, time.time())
            is_open, runs = row.key == self._open, row.key in self._active
            strip = self._strips.thread(row, age, width, is_open=is_open, runs=runs)
        if line.row == self._cursor:
            return self._strips.marked(strip, "cursor")
        return self._strips.marked(strip, "hover") if line.row == self._hover else strip

    def _redraw(self) -> None:
        """Have the rows painted that differ from what is on the screen: most of what is told changes one."""
        width, height = self.size
        for y in range(height):
            if self._drawn.get(y) != self._line(y):
                self.refresh(Region(0, y, width, 1))

    def _style_of(self, name: str) -> Style:
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
        self._redraw()

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
            self._redraw()

    def _row_at(self, y: int) -> int:
        number = y + self.scroll_offset.y
        return self._lines[number].row if number < len(self._lines) else -1
