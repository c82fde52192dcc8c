"""Asking for one line of text: the new title of a thread."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class RenameDialog(ModalScreen[str | None]):
    """Gives the new title, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", id="dialog.leave")]
    DEFAULT_CSS = """
    RenameDialog {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 90%; height: auto; padding: 1 2;
            background: $surface; border: round $border;
        }
        & Input { border: none; height: 1; padding: 0; margin: 1 0; background: $panel; }
        & .hint { color: $text-muted; }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._current = title

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Title of this thread", markup=False)
            yield Input(self._current, max_length=256, compact=True)
            yield Static("Enter keeps it, Esc leaves the old one", classes="hint", markup=False)

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        self.dismiss(None)
