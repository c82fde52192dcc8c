"""The commands that carry out functions, and where they may do so unasked: to look at and to take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tui_threads.chat.function_handlers import Consent, Handler
from tui_threads.ui.dialogs.picker import Choice, PickerDialog


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that was agreed to."""

    kind: Literal["command", "leave"]
    function: str
    folder: str = ""
    """Of a leave."""


class CommandsDialog(PickerDialog[Standing]):
    """Gives what the user wants to take back or change."""

    HEADING = "Commands for functions"
    NOTHING = "No command is remembered. h in the form of a function call names one."
    HINTS = (("Enter", "change or take back"), ("dialog.leave", "leave"))

    def __init__(self, commands: Iterable[Handler], leaves: Sequence[Consent]) -> None:
        choices = [
            Choice(Standing("command", one.function), one.function, detail=one.line, group="Commands")
            for one in commands
        ]
        choices += [
            Choice(
                Standing("leave", one.function, one.folder),
                one.function,
                detail=f"in {one.folder}: {one.line}",
                group="Run unasked",
            )
            for one in leaves
        ]
        super().__init__(choices)
