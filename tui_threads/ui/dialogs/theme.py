"""Choosing a theme by looking at it: the one under the cursor is on the screen at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from textual import on
from textual.theme import Theme
from textual.widgets import OptionList

from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.widgets.hint_line import Hints


class ThemeDialog(PickerDialog[str]):
    """Gives the name of the theme, which is in force already, or None with the old one back."""

    HEADING = "Theme"
    SIZE = "small"
    HINTS: ClassVar[Hints] = (
        ("picker.up picker.down", "look"),
        ("Enter", "keep"),
        ("dialog.leave", "the old one"),
    )

    def __init__(self, themes: Mapping[str, Theme], current: str) -> None:
        super().__init__(list(_choices(themes.values(), current)))
        self._before = current

    @on(OptionList.OptionHighlighted)
    def _try_on(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if (choice := self.highlighted) is not None:
            self.app.theme = choice.value

    def action_leave(self) -> None:
        self.app.theme = self._before
        super().action_leave()


def _choices(themes: Iterable[Theme], current: str) -> Iterator[Choice[str]]:
    """The house's own first, then the user's and Textual's."""
    for theme in sorted(themes, key=lambda theme: (not theme.name.startswith("threads-"), theme.name)):
        group = "Of this house" if theme.name.startswith("threads-") else "Others"
        kind = "terminal" if theme.ansi else "dark" if theme.dark else "light"
        yield Choice(theme.name, theme.name, note=kind, group=group, current=theme.name == current)
