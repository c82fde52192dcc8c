"""A page of text to read: what a footnote cites, or an entry as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.json_text import coloured_json
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import visible


class ReaderDialog(Dialog[str]):
    """Gives `copy` or `save` where the reader wants that, else None."""

    SIZE = "large"
    PLACE = "reader"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reader")]
    DEFAULT_CSS = """
    ReaderDialog VerticalScroll { height: auto; max-height: 66vh; }
    """

    def __init__(self, title: str, text: str, *, saves: bool = False, is_json: bool = False) -> None:
        super().__init__(title)
        self._text, self._saves, self._is_json = text, saves, is_json

    def body(self) -> Iterable[Widget]:
        with VerticalScroll():
            yield Static(coloured_json(self._text) if self._is_json else visible(self._text), markup=False)

    def on_mount(self) -> None:
        save = (("reader.save", "save the file"),) if self._saves else ()
        self.show_hints((("reader.copy", "copy"), *save, *self.HINTS))
        self.query_one(VerticalScroll).focus()

    def action_ask(self, wish: str) -> None:
        if wish == "copy" or self._saves:
            self.dismiss(wish)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
