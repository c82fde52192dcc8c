"""One function call of a run that waits: its name, its arguments, and the output one writes for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.ui.keyed_app import keys_wished
from tui_threads.ui.keymap import bindings, hinted
from tui_threads.ui.plain import one_line, visible


class OutputArea(TextArea):
    """Where the output is written; Esc gives the keys back to the call."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("output")]

    class Left(Message):
        """The user has done with writing."""

    def action_leave(self) -> None:
        self.post_message(self.Left())


class CallBox(Vertical, can_focus=True):
    """A call with its output. Focused as a whole, keys act on it; its text takes letters."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("call")]
    DEFAULT_CSS = """
    CallBox {
        height: auto; margin-bottom: 1; padding-left: 1; border-left: blank;
        &:focus, &:focus-within { border-left: outer $accent; }
        & .function { text-style: bold; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & .arguments { height: auto; color: $text-muted; }
        & .label { height: 1; margin-top: 1; }
        & .command { height: auto; color: $text-muted; }
        & .complaint { height: auto; color: $warning; display: none; }
        &.-wrong .complaint { display: block; }
        & OutputArea { height: auto; min-height: 2; max-height: 8; }
    }
    """

    class Typed(Message):
        """The output is different."""

        def __init__(self, call_id: str, text: str) -> None:
            super().__init__()
            self.call_id = call_id
            self.text = text

    def __init__(self, call: WantedCall, number: int, of: int) -> None:
        super().__init__()
        self.call = call
        self._place = f"{number} of {of}" if of > 1 else ""
        self._command = call.command

    def compose(self) -> Iterable[Widget]:
        name = one_line(self.call.function) or "a function without a name"
        yield Static(
            Content.assemble(name, (f"   {self._place}" if self._place else "", "$text-muted")),
            classes="function",
        )
        with VerticalScroll(classes="arguments", can_focus=False):
            yield Static(pretty(self.call.arguments), markup=False)
        yield Static("Output", classes="label", markup=False)
        area = OutputArea(
            self.call.output,
            soft_wrap=True,
            tab_behavior="focus",
            placeholder=f"{self._key('outputs.edit')} writes it",
        )
        area.can_focus = False  # Tab goes from call to call
        yield area
        yield Static("", classes="complaint", markup=False)
        yield Static(self._command_words(), classes="command")

    def _command_words(self) -> Content:
        if not self._command:
            return Content(f"{self._key('outputs.command')} names a command that carries it out")
        return Content.assemble(
            (self._key("outputs.run"), "$foreground"), " runs ", (one_line(self._command), "$foreground")
        )

    def _key(self, id: str) -> str:
        """The user's key for a row of the tables, as people write it."""
        return hinted(id, keys_wished(self.app))

    @property
    def area(self) -> OutputArea:
        return self.query_one(OutputArea)

    @property
    def output(self) -> str:
        """What stands as the output."""
        return self.area.text

    def on_focus(self) -> None:
        self.call_after_refresh(self.scroll_visible, animate=False, top=True)

    def action_page(self, pages: int) -> None:
        """Scroll long arguments."""
        arguments = self.query_one(".arguments", VerticalScroll)
        arguments.scroll_relative(y=pages * max(1, arguments.size.height - 1), animate=False)

    def limit(self, rows: int) -> None:
        """Show so much of long arguments; a box as high as its parts knows no share of the terminal."""
        self.query_one(".arguments", VerticalScroll).styles.max_height = rows

    def write(self, text: str) -> None:
        """Put an output in the place of what stands there."""
        self.area.load_text(text)

    def edit(self) -> None:
        """Let letters go into the output."""
        self.area.can_focus = True
        self.area.focus()
        self.area.move_cursor(self.area.document.end)

    def complain(self, sentence: str) -> None:
        """Say something below the output; an empty text takes it back."""
        self.query_one(".complaint", Static).update(Content(sentence))
        self.set_class(bool(sentence), "-wrong")

    def show_command(self, line: str) -> None:
        """Say which command is remembered."""
        self._command = line
        self.complain("")
        self.query_one(".command", Static).update(self._command_words())

    def stop_editing(self) -> None:
        """Have letters be keys again."""
        self.area.can_focus = False
        self.focus()

    @on(OutputArea.Left)
    def _leave_text(self, event: OutputArea.Left) -> None:
        event.stop()
        self.stop_editing()

    @on(TextArea.Changed)
    def _take_text(self, event: TextArea.Changed) -> None:
        event.stop()
        self.complain("")
        self.post_message(self.Typed(self.call.id, event.text_area.text))


def pretty(arguments: str) -> str:
    """Arguments as indented JSON; text that is none as it came, and said to be so."""
    try:
        value: object = json.loads(arguments)
    except ValueError:
        return visible(f"{arguments}\n(the model wrote no valid JSON)")
    return "without arguments" if value == {} else visible(json.dumps(value, indent=2, ensure_ascii=False))
