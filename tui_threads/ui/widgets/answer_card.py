"""The line that says that a run waits for an answer, for as long as it does."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_threads.ui.plain import one_line


class AnswerCard(Widget):
    """`! get_weather and 1 more wait for their output   F10 answer   4 min left`. A click answers too."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    AnswerCard {
        height: auto; margin: 0 2; color: $text-muted; display: none;
        &.-shown { display: block; }
    }
    """

    class Opened(Message):
        """The user wants to answer."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._key = "F10"
        self._functions: tuple[str, ...] = ()
        self._words = ""

    def set_key(self, key: str) -> None:
        """Which key answers, as people write it."""
        self._key = key
        self.refresh(layout=True)

    def show(self, functions: Sequence[str], words: str) -> None:
        """Say that these functions wait, and more in words; with none of them the card goes."""
        shown = (tuple(functions), words)
        if shown != (self._functions, self._words):
            self._functions, self._words = shown
            self.set_class(bool(functions), "-shown")
            self.refresh(layout=True)

    def on_click(self) -> None:
        self.post_message(self.Opened())

    def render(self) -> RenderResult:
        if not self._functions:
            return Content()
        first, more = one_line(self._functions[0]) or "a function", len(self._functions) - 1
        wait = f" and {more} more wait for their output" if more else " waits for its output"
        return Content.assemble(
            ("! ", "$warning"), (first, "bold $foreground"), wait,
            "   ", (self._key, "$accent bold"), " answer", (f"   {self._words}" if self._words else ""),
        )  # fmt: skip
