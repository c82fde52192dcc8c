"""Filling in fields: labelled lines, texts and choices, each with its own complaint below it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from textual import on, work
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Offset, Region
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, Static, TextArea

from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import harmless
from tui_threads.ui.widgets.hint_line import Hints

Check = Callable[[str], str | None]
"""What is wrong with a value in one sentence, or None."""
Values = Mapping[str, str]
"""What the fields hold, by name; a switch holds `true` or `false`."""
Submit = Callable[[Values], Awaitable[Values]]
"""Does what the form is for; gives complaints by field, under "" one about the whole. Empty: it is done."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in."""

    name: str
    label: str
    value: str = ""
    kind: Literal["line", "text", "choice", "switch"] = "line"
    help: str = ""
    """Quiet words behind the label."""
    choices: Sequence[str] = ()
    """What a choice offers; for a line, what it completes to."""
    placeholder: str = ""
    check: Check | None = None
    secret: bool = False
    rows: int = 4
    """Height of a text."""


class FieldBox(Vertical):
    """A label, the widget one fills in, and the complaint below it."""

    DEFAULT_CSS = """
    FieldBox {
        height: auto; margin-bottom: 1;
        &:last-child { margin-bottom: 0; }
        & .label { height: auto; }
        & .complaint { color: $error; display: none; height: auto; }
        &.-wrong .complaint { display: block; }
        & Select { height: auto; }
        & SelectCurrent, & SelectCurrent:ansi, & Select:focus > SelectCurrent {
            border: none; border-left: outer $border-blurred; padding: 0 1 0 0; background: $panel;
        }
        & Select:focus > SelectCurrent { border-left: outer $border; }
        & SelectCurrent #label { text-wrap: nowrap; text-overflow: ellipsis; }
        & Select > SelectOverlay { border: none; background: $panel; }
        & Checkbox, & Checkbox:focus, & Checkbox.-textual-compact {
            border: none; padding: 0; background: $background;
            & > .toggle--button { color: $panel; background: $panel; }
        }
        & Checkbox.-on > .toggle--button, & Checkbox.-on:focus > .toggle--button { color: $success; }
    }
    """

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"box-{field.name}")
        self.field = replace(field, value=harmless(field.value))

    def compose(self) -> Iterable[Widget]:
        field = self.field
        if field.kind == "switch":
            yield Checkbox(Content(field.label), field.value == "true", compact=True)
            if field.help:
                yield Static(field.help, classes="muted", markup=False)
        else:
            words = Content.assemble(
                (field.label, "bold"), (f"  {field.help}" if field.help else "", "$text-muted")
            )
            yield Static(words, classes="label")
            yield self._widget()
        yield Static("", classes="complaint", markup=False)

    def _widget(self) -> Widget:
        field = self.field
        if field.kind == "text":
            area = TextArea(field.value, soft_wrap=True, tab_behavior="focus", placeholder=field.placeholder)
            area.styles.height = field.rows
            return area
        if field.kind == "choice":
            options = [(Content(choice), choice) for choice in field.choices]
            return Select[str](options, value=field.value, allow_blank=False)
        return Input(
            field.value,
            placeholder=field.placeholder,
            password=field.secret,
            suggester=_suggester(field.choices),
            select_on_focus=False,
        )

    def complete(self, choices: Sequence[str]) -> None:
        """Complete to these from here on."""
        self.query_one(Input).suggester = _suggester(choices)

    @property
    def value(self) -> str:
        """What stands in it."""
        for widget in self.query("Input, TextArea, Select, Checkbox").results(Widget):
            match widget:
                case Input():
                    return widget.value
                case TextArea():
                    return widget.text
                case Select():
                    return str(widget.value)
                case Checkbox():
                    return "true" if widget.value else "false"
        return self.field.value

    @property
    def begun_with(self) -> str:
        """What stood in it at first, in the form of `value`."""
        field = self.field
        return ("true" if field.value == "true" else "false") if field.kind == "switch" else field.value

    def complain(self, sentence: str | None) -> None:
        """Say what is wrong here; None takes it back."""
        self.query_one(".complaint", Static).update(Content(sentence or ""))
        self.set_class(sentence is not None, "-wrong")

    def check(self) -> bool:
        """Whether the value will do; where it does not, that is said."""
        complaint = self.field.check(self.value) if self.field.check else None
        self.complain(complaint)
        return complaint is None

    def enter(self) -> None:
        """Put the focus here."""
        self.query("Input, TextArea, Select, Checkbox").first(Widget).focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.check()


class FieldScroll(VerticalScroll):
    """The fields. What gets the focus comes into sight with the label above it, and no farther."""

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        with_label = Region(region.x, max(0, region.y - 1), region.width, region.height + 1)
        return super().scroll_to_region(with_label, **{**options, "center": False, "animate": False})


class FormDialog(Dialog[Values]):
    """Gives the values when they are right and were taken, or None. What was typed is not lost on an error.

    Esc asks before it throws changes away.
    """

    SIZE = "medium"
    HINTS: ClassVar[Hints] = (("form.submit", "save"), ("Tab", "next field"), ("dialog.leave", "leave"))
    PLACE = "form"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form")]
    DEFAULT_CSS = """
    FormDialog #fields { height: auto; max-height: 70vh; }
    FormDialog.-low #fields { max-height: 60vh; }
    """

    def __init__(self, heading: str, fields: Sequence[Field], submit: Submit | None = None) -> None:
        super().__init__(heading)
        self._fields = fields
        self._submit = submit

    def body(self) -> Iterable[Widget]:
        with FieldScroll(id="fields", can_focus=False):
            for field in self._fields:
                yield FieldBox(field)

    def on_mount(self) -> None:
        self.boxes[0].enter()

    def complete(self, name: str, choices: Sequence[str]) -> None:
        """Let a line of text complete to these, which were not known when the form was made."""
        self.query_one(f"#box-{name}", FieldBox).complete(choices)

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields, from the top."""
        return list(self.query(FieldBox))

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold by now."""
        return {box.field.name: box.value for box in self.boxes}

    @property
    def changed(self) -> bool:
        """Whether something was typed that leaving would lose."""
        return any(box.value != box.begun_with for box in self.boxes)

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, in the last one it saves."""
        event.stop()
        boxes = self.boxes
        at = next((i for i, box in enumerate(boxes) if event.input in box.query(Input)), len(boxes) - 1)
        if at + 1 < len(boxes):
            boxes[at + 1].enter()
        else:
            self.action_submit()

    def action_submit(self) -> None:
        # Runs ahead of characters still on their way to the field; they must be in it before it is read.
        self.call_later(self._take)

    @work(exclusive=True, group="take")
    async def _take(self) -> None:
        wrong = [box for box in self.boxes if not box.check()]
        if wrong:
            wrong[0].enter()
            return
        values = self.values
        if self._submit is not None:
            self.show_problem("")
            complaints = await self._submit(values)
            if complaints:
                self._show_complaints(complaints)
                return
        self.dismiss(values)

    def _show_complaints(self, complaints: Values) -> None:
        named = [box for box in self.boxes if box.field.name in complaints]
        for box in named:
            box.complain(complaints[box.field.name])
        if named:
            named[0].enter()
        known = {box.field.name for box in named}
        self.show_problem(" ".join(words for name, words in complaints.items() if name not in known))

    def action_leave(self) -> None:
        if self.changed:
            self._ask_to_leave()
        else:
            self.dismiss(None)

    @work(exclusive=True, group="leave")
    async def _ask_to_leave(self) -> None:
        question = "Leave without saving what was changed?"
        if await self.app.push_screen_wait(ConfirmDialog(question, "Discard it", "Go on writing")):
            self.dismiss(None)


def _suggester(choices: Sequence[str]) -> SuggestFromList | None:
    return SuggestFromList(choices, case_sensitive=False) if choices else None
