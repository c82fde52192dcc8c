"""A page of text to read: what a footnote cites, or an entry as JSON."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_threads.ui.plain import one_line, visible


class ReaderDialog(ModalScreen[str | None]):
    """Gives `copy` or `save` where the reader wants that, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Leave", id="reader.leave"),
        Binding("y", "ask('copy')", "Copy", id="reader.copy"),
        Binding("s", "ask('save')", "Save", id="reader.save"),
        Binding("j", "scroll(1)", "Down", id="reader.down"),
        Binding("k", "scroll(-1)", "Up", id="reader.up"),
    ]
    DEFAULT_CSS = """
    ReaderDialog {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 96; max-width: 94%; height: auto; max-height: 86%; padding: 1 2;
            background: $surface; border: round $border;
        }
        & VerticalScroll { height: auto; max-height: 60vh; margin: 1 0; scrollbar-size-vertical: 1; }
        & .title { text-style: bold; }
        & .hint { color: $text-muted; }
    }
    """

    def __init__(self, title: str, text: str, *, saves: bool = False) -> None:
        super().__init__()
        self._heading, self._text, self._saves = one_line(title), text, saves

    def compose(self) -> ComposeResult:
        keys = "y copy   s save the file   Esc leave" if self._saves else "y copy   Esc leave"
        with Vertical():
            yield Static(self._heading, classes="title", markup=False)
            with VerticalScroll():
                yield Static(visible(self._text), markup=False)
            yield Static(keys, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_ask(self, wish: str) -> None:
        if wish == "copy" or self._saves:
            self.dismiss(wish)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
