"""Leave to run a command on this machine for a model's function call, asked with the command itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.dialogs.guard import Guard
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import visible

Leave = Literal["once", "always"]


@dataclass(frozen=True, slots=True)
class Request:
    """What would be run."""

    function: str
    command: str
    """The whole command line."""
    program: str
    """The file that it starts."""
    folder: str
    given: str
    """What it gets on its standard input."""


class ConsentDialog(Dialog[Leave]):
    """Gives how far the leave goes, or None where there is none."""

    SIZE = "medium"
    HINTS = (
        ("consent.once", "once"), ("consent.always", "always in this folder"),
        ("dialog.leave", "do not run it"),
    )  # fmt: skip
    PLACE = "consent"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("consent")]
    DEFAULT_CSS = """
    ConsentDialog {
        & .what { margin-bottom: 1; height: auto; color: $text-muted; }
        & .exact { margin-bottom: 1; height: auto; padding: 0 1; background: $panel; }
        & VerticalScroll { height: auto; max-height: 54vh; }
    }
    """

    def __init__(self, request: Request, guard: Guard | None = None) -> None:
        super().__init__(f"Run this command for {request.function}?")
        self._request = request
        self._guard = guard

    def body(self) -> Iterable[Widget]:
        request = self._request
        with VerticalScroll():
            yield Static(visible(request.command), classes="exact", markup=False)
            yield Static(
                "It runs with your rights. Always: this command runs unasked for this function in this"
                " folder, with whatever the model gives it, until command or program are changed. What it"
                " prints is sent to the model.",
                classes="what",
                markup=False,
            )
            yield Static("It starts", markup=False)
            yield Static(visible(request.program), classes="exact", markup=False)
            yield Static("in the folder", markup=False)
            yield Static(visible(request.folder), classes="exact", markup=False)
            yield Static("and is given, on its standard input,", markup=False)
            yield Static(visible(request.given), classes="exact", markup=False)

    @property
    def awake(self) -> bool:
        """Whether it takes keys by now."""
        return self._guard is not None and self._guard.open

    def on_mount(self) -> None:
        self._guard = self._guard or Guard()
        self._show_keys()
        self.query_one(VerticalScroll).focus()

    def _show_keys(self) -> None:
        """Keys are shown when they work."""
        if self.awake:
            self.show_hints(self.HINTS)
        else:
            self.show_hints(())
            self.set_timer(0.1, self._show_keys)

    def action_allow(self, leave: Leave) -> None:
        if self._guard is not None and self._guard.lets_pass():
            self.dismiss(leave)
