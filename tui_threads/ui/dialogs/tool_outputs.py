"""A run waits for the outputs of functions: each call, what is to be answered, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.ui.ages import time_left
from tui_threads.ui.dialogs.call_box import CallBox, OutputArea
from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.dialogs.guard import Guard
from tui_threads.ui.keymap import bindings

_HINTS = (
    ("outputs.submit", "submit"), ("outputs.decline", "decline"), ("outputs.edit", "edit"),
    ("outputs.run", "run"), ("outputs.command", "command"), ("dialog.leave", "later"),
)  # fmt: skip
_EDITING = (("outputs.save", "submit"), ("outputs.done", "done"))
_AROUND = 10
"""Rows of the dialog besides the calls: frame, air, title, keys."""
_LOW = 20
"""Terminals below this height get dialogs without air, as tall as they are."""
_OVER = (("outputs.copy", "copy what was typed"), ("dialog.leave", "leave"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user wants done."""

    deed: Literal["submit", "decline", "copy"]
    outputs: Mapping[str, str]
    """What stands in the form, by the id of the call."""


@dataclass(frozen=True, slots=True)
class CallDeeds:
    """What the form can have done while it is open."""

    typed: Callable[[str, str], None]
    """Keeps a draft: id of the call, its text."""
    run: Callable[[WantedCall], Awaitable[tuple[str, str] | None]]
    """Runs the remembered command: its output and a sentence about it; None when it was not run."""
    name_command: Callable[[WantedCall], Awaitable[str | None]]
    """Asks for the command of a function; the line that is remembered from here on."""


class ToolOutputsDialog(Dialog[Answer]):
    """Gives an `Answer`, or None when the user puts it off. What is typed is kept all the while."""

    SIZE = "medium"
    HINTS = _HINTS
    PLACE = "outputs"
    WITHIN = ("call", "output")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("outputs")]
    DEFAULT_CSS = """
    ToolOutputsDialog #calls { height: auto; }
    """

    def __init__(
        self,
        calls: Sequence[WantedCall],
        expires_at: int | None,
        deeds: CallDeeds,
        *,
        guard: Guard | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`expires_at` in Unix seconds."""
        many = len(calls) > 1
        super().__init__(f"{len(calls)} functions wait for output" if many else "A function waits for output")
        self._calls = calls
        self._expires_at = expires_at
        self._deeds = deeds
        self._guard = guard
        self._now = now
        self._warned: Mapping[str, str] | None = None
        self._over = False

    def body(self) -> Iterable[Widget]:
        with VerticalScroll(id="calls", can_focus=False):
            for number, call in enumerate(self._calls, start=1):
                yield CallBox(call, number, len(self._calls))

    @property
    def awake(self) -> bool:
        """Whether it takes keys by now."""
        return self._guard is not None and self._guard.open

    def on_mount(self) -> None:
        self._guard = self._guard or Guard()
        self._show_keys()
        self._show_time()
        self.set_interval(1.0, self._show_time)
        first = next((box for box in self.boxes if not box.call.output), self.boxes[0])
        first.focus()

    @property
    def boxes(self) -> list[CallBox]:
        return list(self.query(CallBox))

    @property
    def outputs(self) -> dict[str, str]:
        """What stands in the form."""
        return {box.call.id: box.output for box in self.boxes}

    @property
    def _box(self) -> CallBox:
        boxes = self.boxes
        return next((box for box in boxes if box.has_focus_within or box.has_focus), boxes[0])

    def end(self, sentence: str) -> None:
        """The run waits no more; words that were typed are shown until they are left."""
        if not any(text.strip() for text in self.outputs.values()):
            self.dismiss(None)
            return
        self._over = True
        self._box.stop_editing()
        self.show_aside("")
        self.show_problem(f"{sentence} What you typed is in the prompt history.")
        self.show_hints(_OVER)

    def _show_time(self) -> None:
        if self._expires_at is not None and not self._over:
            self.show_aside(time_left(self._expires_at - self._now()))

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for title and keys, whatever the terminal's height."""
        height = event.size.height
        low = height < _LOW
        self.query_one("#calls").styles.max_height = height - 7 if low else int(height * 0.9) - _AROUND
        for box in self.boxes:
            box.limit(max(3, height // 4))

    def on_key(self, event: events.Key) -> None:
        """A letter of a burst keeps the keys behind it out, too."""
        if event.is_printable and self._guard is not None:
            self._guard.lets_pass()

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        """Keys are shown when they work."""
        if not self.awake:
            self.show_hints(())
            self.set_timer(0.1, self._show_keys)
        elif not self._over:
            self.show_hints(_EDITING if isinstance(self.focused, OutputArea) else _HINTS)

    @property
    def _meant(self) -> bool:
        return self._guard is not None and self._guard.lets_pass()

    @on(CallBox.Typed)
    def keep_draft(self, event: CallBox.Typed) -> None:
        if not self._over:
            self._deeds.typed(event.call_id, event.text)

    def action_answer(self, deed: Literal["submit", "decline", "copy"]) -> None:
        if not self._meant or (deed == "copy") != self._over:
            return
        # Runs ahead of letters still on their way to the text; they must be in it before it is read.
        self.call_later(self._answer, deed)

    def _answer(self, deed: Literal["submit", "decline", "copy"]) -> None:
        outputs = self.outputs
        empty = [box for box in self.boxes if not box.output.strip()]
        if deed == "submit" and empty and self._warned != outputs:
            self._warned = outputs
            for box in empty:
                box.complain("Nothing is written here; submit again to send it empty.")
            empty[0].focus()
            return
        self.dismiss(Answer(deed, outputs))

    def action_edit(self) -> None:
        if self._meant and not self._over:
            self._box.edit()

    @work(exclusive=True, group="command")
    async def action_run_command(self) -> None:
        if not self._meant or self._over:
            return
        box = self._box
        box.complain("running …")
        result = await self._deeds.run(box.call)
        box.complain("")
        if result is not None and box.is_attached:
            output, sentence = result
            box.write(output)
            box.call_after_refresh(box.complain, sentence)

    @work(exclusive=True, group="command")
    async def action_name_command(self) -> None:
        if not self._meant or self._over:
            return
        box = self._box
        line = await self._deeds.name_command(box.call)
        if line is not None:
            for other in self.boxes:
                if other.call.function == box.call.function:
                    other.show_command(line)
