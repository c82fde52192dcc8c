"""Asking yes or no, with the deed named on the button."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class ConfirmDialog(ModalScreen[bool]):
    """Gives True only where the user has said so; the focus begins on the harmless button."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "No", id="dialog.no"),
        Binding("y", "answer(True)", "Yes", id="dialog.yes"),
        Binding("left,right", "app.focus_next", "Other button", id="dialog.other"),
    ]
    DEFAULT_CSS = """
    ConfirmDialog {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 90%; height: auto; padding: 1 2;
            background: $surface; border: round $border;
        }
        & Horizontal { height: auto; margin-top: 1; }
        & Button { margin-right: 2; }
    }
    """

    def __init__(self, question: str, deed: str) -> None:
        super().__init__()
        self._question, self._deed = question, deed

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            with Horizontal():
                yield Button("Leave it", id="no", compact=True)
                yield Button(self._deed, id="yes", variant="warning", compact=True)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
