"""Help: every key, those of the focused pane first; typing searches them, Enter does what one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.keymap import KEYS, PLACES, Key, Place, around, bindings, shown_keys
from tui_threads.ui.plain import fit
from tui_threads.ui.widgets.hint_line import Hints

_KEYS_WIDTH = 14
_TITLE_WIDTH = 32
_GAP = 2
_ROOM_FOR_HELP = 30
"""Columns that explanations want beside the titles; with less they are only said of the line one is on."""


class HelpDialog(PickerDialog[Key]):
    """Gives the key whose action is wanted, or None."""

    HEADING = "Keys"
    SIZE = "large"
    PLACEHOLDER = "search the keys"
    HINTS: ClassVar[Hints] = (
        ("Enter", "do it"),
        ("dialog.leave", "leave"),
        ("[keys]", "in the settings changes them"),
    )
    PLACE = "help"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]
    DEFAULT_CSS = """
    HelpDialog #about { height: 2; margin-top: 1; padding: 0 1; color: $text-muted; }
    HelpDialog.-low #about { display: none; }
    """

    def __init__(
        self, here: Sequence[Place], keymap: Mapping[str, str], beyond: Sequence[Place] = ()
    ) -> None:
        """
        Args:
            here: Places whose keys work now, the nearest first.
            keymap: The keys that the settings give, by id.
            beyond: Places whose keys are told of only.
        """
        self._here, self._keymap = here, keymap
        super().__init__(list(_choices((*here, *beyond))))

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield Static("", id="about", markup=False)

    def _drawn(self, choice: Choice[Key]) -> Content:
        """Keys, title and explanation in columns, the letters that were found still marked."""
        width = self.query_one("#filter").size.width - 2
        keys = shown_keys(choice.value, self._keymap)
        lead = (fit(keys, _KEYS_WIDTH), "$accent") if keys else (fit("no key", _KEYS_WIDTH), "$text-muted")
        gap = " " * _GAP
        room = width - _KEYS_WIDTH - _GAP
        rest = room - _TITLE_WIDTH - _GAP
        more = fit(choice.value.help, rest) if rest >= _ROOM_FOR_HELP else ""
        assert isinstance(choice.title, Content)
        title = choice.title.truncate(_TITLE_WIDTH if more else room, ellipsis=True, pad=True)
        return Content.assemble(lead, gap, title, gap, (more, "$text-muted"))

    @on(OptionList.OptionHighlighted)
    def _tell_about(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        about = Content("")
        if (choice := self.highlighted) is not None:
            key = choice.value
            about = Content.assemble(
                f"{key.help or key.title}.\n", "“", (key.id, "$foreground"), "” in the settings"
            )
        self.query_one("#about", Static).update(about)

    def choose(self, value: Key) -> None:
        """Do it where that is possible, else say where it is."""
        if value.place in self._here:
            super().choose(value)
        else:
            heading = PLACES[value.place].heading
            self.show_problem(f"“{value.title}” works {heading[0].lower()}{heading[1:]}, not from here.")


def help_on_panes(place: Place, keymap: Mapping[str, str]) -> HelpDialog:
    """All keys there are, those of the pane that has the focus first."""
    panes = [one for one in PLACES if one == place or "dialog" not in around(one)]
    panes.sort(key=lambda one: one != place)
    return HelpDialog(panes, keymap, [one for one in PLACES if one not in panes])


def help_on_dialog(place: Place, within: Sequence[Place], keymap: Mapping[str, str]) -> HelpDialog:
    """The keys of one dialog, and of the places within it."""
    return HelpDialog([*within, *around(place)], keymap)


def _choices(places: Iterable[Place]) -> Iterator[Choice[Key]]:
    for place in places:
        for key in KEYS:
            if key.place == place:
                also = f"{key.id} {key.help}"
                yield Choice(key, Content(key.title), group=PLACES[place].heading, also=also)
