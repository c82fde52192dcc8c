"""Editing a thread's metadata: pairs of name and value, the program's own ones shown above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_threads.chat.metadata import MOST_PAIRS, complaint, free_pairs, own_pairs
from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import fit, one_line
from tui_threads.ui.widgets.hint_line import Hints

_NAME_WIDTH = 22


class PairBox(Vertical):
    """One pair, and what is wrong with it below."""

    DEFAULT_CSS = """
    PairBox {
        height: auto;
        & > Horizontal { height: 1; }
        & .name { width: 24; margin-right: 1; }
        & .value { width: 1fr; }
        & .complaint { color: $error; display: none; height: auto; }
        &.-wrong .complaint { display: block; }
    }
    """

    def __init__(self, name: str = "", value: str = "") -> None:
        super().__init__()
        self._begun_with = (name, value)

    def compose(self) -> Iterable[Widget]:
        name, value = self._begun_with
        with Horizontal():
            yield Input(name, placeholder="name", classes="name", select_on_focus=False)
            yield Input(value, placeholder="value", classes="value", select_on_focus=False)
        yield Static("", classes="complaint", markup=False)

    @property
    def pair(self) -> tuple[str, str]:
        """Name and value as typed; the name without blanks around it."""
        lines = self.query(Input)
        return (lines[0].value.strip(), lines[1].value) if len(lines) == 2 else self._begun_with

    def complain(self, sentence: str | None) -> None:
        """Say what is wrong; None takes it back."""
        self.query_one(".complaint", Static).update(Content(sentence or ""))
        self.set_class(sentence is not None, "-wrong")


class MetadataDialog(Dialog[dict[str, str]]):
    """Gives the user's own pairs as they are to be, or None. A pair goes when both its lines are emptied."""

    HEADING = "Metadata of this thread"
    AUTO_FOCUS = ""
    HINTS: ClassVar[Hints] = (("metadata.submit", "save"), ("Tab", "next"), ("dialog.leave", "leave"))
    PLACE = "metadata"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("metadata")]
    DEFAULT_CSS = """
    MetadataDialog {
        & #own { height: auto; color: $text-muted; margin-bottom: 1; }
        & #pairs { height: auto; max-height: 60vh; }
    }
    """

    def __init__(self, metadata: Mapping[str, str]) -> None:
        super().__init__()
        self._own = own_pairs(metadata)
        self._free = free_pairs(metadata)

    def body(self) -> Iterable[Widget]:
        if self._own:
            yield Static(Content("\n").join(self._own_lines()), id="own")
        with VerticalScroll(id="pairs", can_focus=False):
            for name, value in self._free.items():
                yield PairBox(name, value)
            if len(self._own) + len(self._free) < MOST_PAIRS:
                yield PairBox()

    def _own_lines(self) -> Iterable[Content]:
        yield Content("Kept by the program")
        for name, value in self._own.items():
            yield Content(f"{fit(name, _NAME_WIDTH)} {one_line(value)}").truncate(76, ellipsis=True)

    def on_mount(self) -> None:
        self._count()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Where one types a new pair, or at the first where there is no room for another."""
        boxes = self.query(PairBox)
        if boxes:
            boxes[-1 if len(boxes) > len(self._free) else 0].query(Input).first().focus()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is typed, empty lines left out."""
        return [box.pair for box in self.query(PairBox) if any(box.pair)]

    @on(Input.Changed)
    async def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._check()
        boxes = self.query(PairBox)
        if len(self._own) + len(self.pairs) < MOST_PAIRS and all(any(box.pair) for box in boxes):
            await self.query_one("#pairs").mount(PairBox())
        self._count()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        self.app.action_focus_next()

    def _count(self) -> None:
        self.show_aside(f"{len(self._own) + len(self.pairs)} of {MOST_PAIRS} pairs")

    def _check(self) -> list[PairBox]:
        """Say at each pair what is wrong with it; those with which something is."""
        names = [name for name, _ in self.pairs]
        wrong = []
        for box in self.query(PairBox):
            sentence = complaint(*box.pair, names)
            box.complain(sentence)
            if sentence is not None:
                wrong.append(box)
        return wrong

    def action_submit(self) -> None:
        # Runs ahead of characters still on their way to a line; they must be in it before it is read.
        self.call_later(self._take)

    def _take(self) -> None:
        wrong = self._check()
        if wrong:
            wrong[0].query(Input).first().focus()
        else:
            self.dismiss(dict(self.pairs))

    def action_leave(self) -> None:
        if self.pairs != list(self._free.items()):
            self._ask_to_leave()
        else:
            self.dismiss(None)

    @work(exclusive=True, group="leave")
    async def _ask_to_leave(self) -> None:
        question = "Leave without saving what was changed?"
        if await self.app.push_screen_wait(ConfirmDialog(question, "Discard it", "Go on writing")):
            self.dismiss(None)
