"""A page of lines to agree to, or only to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import visible


class PreviewDialog(Dialog[bool]):
    """Gives True where the user wants the deed that it previews."""

    PLACE = "preview"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("preview")]
    DEFAULT_CSS = """
    PreviewDialog VerticalScroll { height: auto; max-height: 60vh; }
    """

    def __init__(self, heading: str, lines: Sequence[str], deed: str | None) -> None:
        """`deed` is what Enter does; without one there is nothing to agree to."""
        super().__init__(heading)
        self._lines, self._deed = lines, deed

    def body(self) -> Iterable[Widget]:
        with VerticalScroll():
            yield Static(visible("\n".join(self._lines)), markup=False)

    def on_mount(self) -> None:
        self.show_hints([("preview.agree", self._deed), *self.HINTS] if self._deed else self.HINTS)

    def action_agree(self) -> None:
        self.dismiss(True if self._deed else None)
