"""Choosing one of many: a line that filters over a list, for assistants, prompts, hits, profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.geometry import clamp
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import Place, bindings
from tui_threads.ui.plain import one_line
from tui_threads.ui.widgets.choices import Choices
from tui_threads.ui.widgets.hint_line import Hints

_Value = TypeVar("_Value")
_SHOWN = 200
"""Choices drawn at most; whoever looks for more goes on typing."""
_AROUND = 10
"""Lines of a dialog beside its list."""
_LOWEST = 14
_HIGHEST = 34
_ROOM_FOR_NOTES = 48
"""Columns below which the notes at the right are left out."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[_Value]):
    """One line of the list, with a quiet second one where there is more to say."""

    value: _Value
    title: str | Content
    note: str = ""
    """Short and quiet, at the right end of the first line."""
    detail: str | Content = ""
    group: str = ""
    """A heading above the first choice of each group; the choices come in the order of their groups."""
    also: str = ""
    """Words that it is found by, too, and that are not drawn."""
    current: bool = False
    """Whether it is the one in force; the cursor begins there."""


class PickerDialog(Dialog[_Value]):
    """Gives the chosen value, or None.

    The choices are filtered fuzzily by what is typed, titles first, details too. A subclass whose choices
    come from elsewhere overrides `filter_by` and calls `show_choices` when it has them.
    """

    SIZE = "medium"
    PLACEHOLDER: ClassVar[str] = "type to filter"
    FITTED: ClassVar[bool] = True
    """Whether a short list makes a low dialog. Not where the choices come and go while one types."""
    NOTHING: ClassVar[str] = "Nothing matches “{text}”."
    """Said in the list's place; `{text}` is what was typed."""
    HINTS: ClassVar[Hints] = (("Enter", "choose"), ("dialog.leave", "leave"))
    PLACE: ClassVar[Place] = "picker"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("picker")]
    DEFAULT_CSS = """
    PickerDialog {
        & > #frame { height: 34; max-height: 90%; }
        & Choices { height: 1fr; margin-top: 1; }
        & Choices > .option-list--option-disabled { color: $text-muted; text-style: bold; padding: 0 1; }
        & #nothing { display: none; margin-top: 1; padding: 0 1; height: 1fr; color: $text-muted; }
        &.-empty #nothing { display: block; }
        &.-empty Choices { display: none; }
    }
    """

    def __init__(self, choices: Sequence[Choice[_Value]] = (), *, heading: str = "", text: str = "") -> None:
        super().__init__(heading)
        self._all: Sequence[Choice[_Value]] = choices
        self._choices: list[Choice[_Value]] = []
        """Those that are drawn."""
        self._places: list[int] = []
        """Where each drawn choice stands among the options, headings included."""
        self._begun_with = self._filtered_by = text

    def body(self) -> Iterable[Widget]:
        yield Input(self._begun_with, placeholder=self.PLACEHOLDER, id="filter", select_on_focus=False)
        yield Choices(id="choices", markup=False)
        yield Static("", id="nothing", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False  # the keys go to the filter, which moves the list
        self.query_one("#filter").focus()
        self._fit()
        self.filter_by(self._begun_with)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one("#filter", Input).value

    @property
    def highlighted(self) -> Choice[_Value] | None:
        """The choice under the cursor."""
        at = self.query_one(OptionList).highlighted
        return self._choices[self._places.index(at)] if at in self._places else None

    def set_choices(self, choices: Sequence[Choice[_Value]]) -> None:
        """Exchange what can be chosen, filtered by what is typed."""
        self._all = choices
        self._fit()
        self.filter_by(self.text)

    def _fit(self) -> None:
        """Make the dialog as high as all its choices want, and leave it so while one filters."""
        if self.FITTED:
            groups = len({choice.group for choice in self._all if choice.group})
            lines = 2 * groups + sum(2 if choice.detail else 1 for choice in self._all)
            self.query_one("#frame").styles.height = clamp(lines + _AROUND, _LOWEST, _HIGHEST)

    def filter_by(self, text: str) -> None:
        """Show the choices that match what was typed."""
        words = text.strip()
        self.show_choices(matching(self._all, words) if words else self._all)

    def show_choices(self, choices: Sequence[Choice[_Value]]) -> None:
        """Draw these, the current one or the first under the cursor."""
        options = self.query_one(OptionList)
        self._choices, self._places = list(choices[:_SHOWN]), []
        lines: list[Option] = []
        group = ""
        for choice in self._choices:
            if choice.group != group:
                group = choice.group
                lines.append(Option(Content(("\n" if lines else "") + one_line(group)), disabled=True))
            self._places.append(len(lines))
            lines.append(Option(self._drawn(choice)))
        options.clear_options().add_options(lines)
        self.set_class(not lines, "-empty")
        self.query_one("#nothing", Static).update(Content(self.NOTHING.format(text=one_line(self.text))))
        more = f"{len(self._choices)} of {len(choices)}" if len(choices) > _SHOWN else ""
        self.show_aside(more)
        if lines:
            begin = next(
                (at for at, one in zip(self._places, self._choices, strict=True) if one.current), None
            )
            if begin is None or self.text:
                options.highlighted = self._places[0]
                options.scroll_home(animate=False)  # so that the first heading is seen too
            else:
                options.highlighted = begin

    def _drawn(self, choice: Choice[_Value]) -> Content:
        width = max(20, self.query_one("#filter").size.width - 2)
        title = choice.title if isinstance(choice.title, Content) else Content(one_line(choice.title))
        note = choice.note if width >= _ROOM_FOR_NOTES else ""
        room = width - (cell_len(note) + 2 if note else 0)
        first = title.truncate(room, ellipsis=True, pad=bool(note))
        parts = [first, ("  " + note, "$text-muted")] if note else [first]
        if not choice.detail:
            return Content.assemble(*parts)
        plain = isinstance(choice.detail, str)
        detail = Content.styled(one_line(str(choice.detail)), "$text-muted") if plain else choice.detail
        assert isinstance(detail, Content)
        return Content.assemble(*parts, "\n", detail.truncate(width, ellipsis=True))

    def on_resize(self) -> None:
        self._redraw()
        self.call_after_refresh(self._redraw)  # a terminal of another class gives another width only then

    def _redraw(self) -> None:
        """Draw the same lines anew: they are cut to the width."""
        options = self.query_one(OptionList)
        for place, choice in zip(self._places, self._choices, strict=True):
            options.replace_option_prompt_at_index(place, self._drawn(choice))

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._filter_now()

    @on(Input.Submitted, "#filter")
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        if (chosen := self.highlighted) is not None:
            self.choose(chosen.value)

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index in self._places:
            self.choose(self._choices[self._places.index(event.option_index)].value)

    def choose(self, value: _Value) -> None:
        """The user has chosen; by default that ends the dialog."""
        if self.is_current:  # a second click may be on its way
            self.dismiss(value)

    def after_typing(self, do: Callable[..., object], *arguments: object) -> None:
        """Do what a key asks for that ran ahead of characters still on their way to the filter."""

        def then() -> None:
            self._filter_now()
            do(*arguments)

        self.query_one("#filter").call_later(then)

    def _filter_now(self) -> None:
        if self.text != self._filtered_by:
            self._filtered_by = self.text
            self.filter_by(self.text)

    def action_move(self, how: str) -> None:
        """Move the list's cursor while one types."""
        self.after_typing(self._move, how)

    def _move(self, how: str) -> None:
        options = self.query_one(OptionList)
        moves: Mapping[str, Callable[[], object]] = {
            "up": options.action_cursor_up,
            "down": options.action_cursor_down,
            "page_up": options.action_page_up,
            "page_down": options.action_page_down,
        }
        moves[how]()


def matching(choices: Iterable[Choice[_Value]], text: str) -> list[Choice[_Value]]:
    """The choices that hold the letters of `text` in their order, best first, the letters marked."""
    fuzzy, mark = FuzzySearch(), Style(bold=True, underline=True)
    scored = []
    for choice in choices:
        title = choice.title if isinstance(choice.title, Content) else Content(one_line(choice.title))
        detail = choice.detail.plain if isinstance(choice.detail, Content) else choice.detail
        score, letters = fuzzy.match(text, title.plain)
        if score:
            for letter in letters:
                title = title.stylize(mark, letter, letter + 1)
        elif text.lower() not in f"{detail} {choice.note} {choice.also}".lower():
            continue
        scored.append((score, Choice(choice.value, title, choice.note, choice.detail)))
    scored.sort(key=lambda one: one[0], reverse=True)
    return [choice for _, choice in scored]
