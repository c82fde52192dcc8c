"""Asking for one line of text, such as the new title of a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.plain import harmless, one_line
from tui_threads.ui.widgets.hint_line import Hints


class RenameDialog(Dialog[str]):
    """Gives the new title, or None."""

    SIZE = "small"
    HEADING = "Title of this thread"
    HINTS: ClassVar[Hints] = (("Enter", "keep"), ("dialog.leave", "leave the old one"))

    def __init__(self, title: str) -> None:
        super().__init__()
        self._current = one_line(harmless(title))

    def body(self) -> Iterable[Widget]:
        yield Input(self._current, max_length=256)

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
