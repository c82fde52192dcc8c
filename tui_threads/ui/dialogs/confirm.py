"""Asking yes or no, with the deed named on the button."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Static

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import one_line


class ConfirmDialog(Dialog[bool]):
    """Gives True only where the user has said so; the focus begins on the harmless button."""

    SIZE = "small"
    PLACE = "confirm"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("confirm")]
    DEFAULT_CSS = """
    ConfirmDialog {
        & #question { height: auto; margin-bottom: 1; text-style: bold; }
        & #buttons { height: auto; }
        & Button { margin-right: 2; }
    }
    """

    def __init__(self, question: str, deed: str, other: str = "Leave it") -> None:
        """`deed` stands on the button of yes, `other` on that of no."""
        super().__init__()
        self._question, self._deed, self._other = one_line(question), deed, other

    def on_mount(self) -> None:
        words = (("dialog.yes", self._deed), ("dialog.no", self._other))
        self.show_hints((key, word[:1].lower() + word[1:]) for key, word in words)

    def body(self) -> Iterable[Widget]:
        yield Static(self._question, id="question", markup=False)
        with Horizontal(id="buttons"):
            yield Button(self._other, id="no", compact=True)
            yield Button(self._deed, id="yes", variant="warning", compact=True)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
