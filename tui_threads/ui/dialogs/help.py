"""Help: every key, those of the focused pane first; typing searches them, Enter does what one does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.keymap import KEYS, Key, Place, shown_key
from tui_threads.ui.plain import fit
from tui_threads.ui.widgets.hint_line import Hints

_HEADINGS: Mapping[Place, str] = {
    "anywhere": "Anywhere",
    "composer": "In the composer",
    "threads": "In the thread list",
    "filter": "In the filter",
    "transcript": "In the messages",
    "attachments": "On the files above the composer",
}
_KEYS_WIDTH = 16


class HelpDialog(PickerDialog[Key]):
    """Gives the key whose action is wanted, or None."""

    HEADING = "Keys"
    SIZE = "large"
    PLACEHOLDER = "search the keys"
    HINTS: ClassVar[Hints] = (
        ("Enter", "do it"),
        ("Esc", "leave"),
        ("[keys]", "in the settings changes them"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "leave", "Leave", show=False, priority=True, id="help.leave")
    ]

    def __init__(self, place: Place, keymap: Mapping[str, str]) -> None:
        super().__init__(list(_choices(place, keymap)))


def _choices(place: Place, keymap: Mapping[str, str]) -> Iterator[Choice[Key]]:
    """A line for each key, the pane that has the focus first."""
    for one in sorted(_HEADINGS, key=lambda heading: heading != place):
        for key in KEYS:
            if key.place == one:
                keys = " ".join(map(shown_key, filter(None, keymap.get(key.id, key.keys).split(","))))
                more = f"   {key.help}" if key.help else ""
                keyed = (fit(keys, _KEYS_WIDTH), "$accent")
                title = Content.assemble(keyed, "  ", key.title, (more, "$text-muted"))
                yield Choice(key, title, note=key.id, group=_HEADINGS[one])
