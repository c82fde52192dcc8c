"""The pane of the thread list: a filter over the list."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from tui_threads.ui.keymap import bindings
from tui_threads.ui.widgets.thread_list import ThreadList


class FilterInput(Input):
    """The line that filters; Up and Down move in the list below while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filter")]
    DEFAULT_CSS = """
    FilterInput {
        height: 1; border: none; padding: 0 1; background: $panel; color: $foreground;
        background-tint: $foreground 0%;
        &:focus {
            border: none; border-left: outer $border; padding: 0 1 0 0; background-tint: $foreground 0%;
        }
        & > .input--placeholder { color: $text-muted; }
    }
    """

    class Moved(Message):
        """The user wants the list's cursor moved."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_move(self, by: int) -> None:
        self.post_message(self.Moved(by))


class ThreadPane(Vertical):
    """Filter and list. Posts `Filtered` and lets the list's messages pass."""

    DEFAULT_CSS = """
    ThreadPane {
        width: 34; height: 1fr; border-right: solid $pane-edge; background: $surface;
        &:hover { border-right: solid $border-blurred; }
        &:focus-within { border-right: solid $border; }
        &:focus-within > #name { color: $accent; }
        & > FilterInput { margin: 0 1 1 1; }
        & > #name { display: none; height: 2; padding: 0 1; color: $text-muted; text-style: bold; }
    }
    """

    threads = query_one(ThreadList)
    filter = query_one(FilterInput)

    class Filtered(Message):
        """The filter has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Dragged(Message):
        """The user moves the edge of the pane."""

        def __init__(self, width: int, *, done: bool) -> None:
            super().__init__()
            self.width = width
            self.done = done

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ascii_only = ascii_only
        self._dragging = False

    def compose(self) -> ComposeResult:
        yield Static("threads", id="name")
        yield FilterInput(placeholder="/ filter" + ("..." if self._ascii_only else "…"))
        yield ThreadList(ascii_only=self._ascii_only)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.x >= self.size.width:  # the border
            self._dragging = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self.post_message(self.Dragged(event.x + 1, done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            self.post_message(self.Dragged(event.x + 1, done=True))

    def begin_filter(self) -> None:
        """Put the focus where typing filters."""
        self.filter.focus()

    def clear_filter(self) -> bool:
        """Show all threads again; whether something was filtered."""
        was = bool(self.filter.value)
        self.filter.value = ""
        return was

    @on(Input.Changed)
    def _announce(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Filtered(event.value))

    @on(Input.Submitted)
    def _open(self, event: Input.Submitted) -> None:
        event.stop()
        if (key := self.threads.cursor_key) is not None:
            self.post_message(ThreadList.Opened(key))

    @on(FilterInput.Moved)
    def _move(self, event: FilterInput.Moved) -> None:
        event.stop()
        self.threads.action_move(event.by)

    @on(ThreadList.FilterWanted)
    def _to_filter(self, event: ThreadList.FilterWanted) -> None:
        event.stop()
        self.begin_filter()
