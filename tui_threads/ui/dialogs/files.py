"""Choosing a file: what is proposed, or what lies in a folder whose path is typed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.widgets import Input

from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.widgets.hint_line import Hints

_MOST = 2_000
"""Entries of one folder that are looked at."""


class FileDialog(PickerDialog[Path]):
    """Gives the path of a file, or None. To choose a folder is to look into it."""

    PLACEHOLDER = "a path, such as ~/Downloads/export.zip"
    NOTHING = "There is no file “{text}”."
    HINTS: ClassVar[Hints] = (("Enter", "choose"), ("dialog.leave", "leave"))

    def __init__(self, heading: str, proposed: Sequence[Choice[Path]]) -> None:
        super().__init__(proposed, heading=heading)
        self._proposed = proposed

    def filter_by(self, text: str) -> None:
        typed = path_typed(text)
        if typed:
            self.show_choices(entries_for(typed))
        elif self._proposed:
            self.show_choices(self._proposed)
        else:
            self.show_choices(entries_for(str(Path.home()) + os.sep))

    def choose(self, value: Path) -> None:
        if value.is_dir():
            line = self.query_one("#filter", Input)
            line.value = f"{value}{os.sep}"
            line.cursor_position = len(line.value)
        else:
            super().choose(value)


def path_typed(text: str) -> str:
    """What was typed or dropped on the terminal, as a path: without quotes, with `~` spelled out."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    plain = plain.removeprefix("file://")
    return os.path.expanduser(plain.replace("\\ ", " ") if os.sep == "/" else plain)


def entries_for(typed: str) -> list[Choice[Path]]:
    """What a path that is being typed may become: entries of its folder, folders first."""
    folder, begun = os.path.split(typed)
    entries: list[tuple[bool, str, Path]] = []
    try:
        with os.scandir(folder or ".") as found:
            for entry, _ in zip(found, range(_MOST), strict=False):
                hidden = entry.name.startswith(".") and not begun.startswith(".")
                if begun.casefold() in entry.name.casefold() and not hidden:
                    entries.append((not entry.is_dir(), entry.name, Path(folder or ".", entry.name)))
    except OSError:
        return []
    exact_first = sorted(entries, key=lambda one: (one[1] != begun, one[0], one[1].casefold()))
    return [
        Choice(path, name if is_file else name + os.sep, note="" if is_file else "folder")
        for is_file, name, path in exact_first
    ]
