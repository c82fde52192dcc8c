"""Help: every key, those of the focused pane first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_threads.ui.keymap import KEYS, Key, Place, shown_key
from tui_threads.ui.plain import fit

_HEADINGS: Mapping[Place, str] = {
    "anywhere": "Anywhere",
    "composer": "In the composer",
    "threads": "In the thread list",
    "filter": "In the filter",
    "transcript": "In the messages",
}


class HelpDialog(ModalScreen[None]):
    """One page of keys; any of Esc, F1, q and ? leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark", "leave", "Leave", id="help.leave")
    ]
    DEFAULT_CSS = """
    HelpDialog {
        align: center middle; background: $background 60%;
        & > VerticalScroll {
            width: 84; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface;
            border: round $border; scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(self, place: Place, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._place: Place = place
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text())

    def _text(self) -> Content:
        order: list[Place] = sorted(_HEADINGS, key=lambda place: place != self._place)
        lines: list[Content] = []
        for place in order:
            lines += [Content.styled(_HEADINGS[place], "bold $accent"), *self._section(place), Content("")]
        return Content("\n").join(
            [*lines, Content.styled("Every id can be given another key in [keys].", "$text-muted")]
        )

    def _section(self, place: Place) -> list[Content]:
        return [
            _line(self._keys(key), key.help or key.title, key.id)
            for key in KEYS
            if key.place == place and self._keys(key)
        ]

    def _keys(self, key: Key) -> str:
        keys = self._keymap.get(key.id, key.keys)
        return " ".join(shown_key(one) for one in keys.split(",")) if keys else ""

    def action_leave(self) -> None:
        self.dismiss(None)


def _line(keys: str, words: str, id: str) -> Content:
    return Content.assemble((fit(keys, 15), "bold"), " ", fit(words, 42), " ", (id, "$text-muted"))
