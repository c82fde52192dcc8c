"""Searching everything that was sent from here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tui_threads.chat.prompt_history import Prompt
from tui_threads.ui.ages import short_age
from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import one_line

_LINE = 200
_AROUND = 30


class PromptHistoryDialog(PickerDialog[str]):
    """Gives the chosen prompt, or None. Every word that is typed must stand in a prompt, anywhere."""

    HEADING = "Earlier prompts"
    PLACEHOLDER = "type to search"
    NOTHING = "No prompt holds “{text}”."
    HINTS = (
        ("Enter", "put it into the composer"),
        ("history.forget", "forget it"),
        ("dialog.leave", "leave"),
    )
    PLACE = "history"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]

    def __init__(self, prompts: Sequence[Prompt], forget: Callable[[str], object]) -> None:
        """
        Args:
            forget: Called with a prompt that the user does not want kept.
        """
        self._prompts = list(prompts)
        self._now = time.time()
        self._forget = forget
        super().__init__([self._choice(prompt, ()) for prompt in prompts])

    def filter_by(self, text: str) -> None:
        words = text.lower().split()
        found = (prompt for prompt in self._prompts if all(word in prompt.text.lower() for word in words))
        self.show_choices([self._choice(prompt, words) for prompt in found])

    def action_forget(self) -> None:
        self.after_typing(self._forget_chosen)

    def _forget_chosen(self) -> None:
        if (chosen := self.highlighted) is not None:
            self._prompts = [prompt for prompt in self._prompts if prompt.text != chosen.value]
            self._forget(chosen.value)
            self.filter_by(self.text)

    def _choice(self, prompt: Prompt, words: Sequence[str]) -> Choice[str]:
        line = one_line(prompt.text[:_LINE])
        detail: Content | str = ""
        lines = prompt.text.count("\n") + 1
        if words and (at := prompt.text.lower().find(words[0])) > _AROUND:
            start = max(0, at - _AROUND)
            hit = prompt.text[at : at + len(words[0])]
            after = prompt.text[at + len(words[0]) : at + _LINE]
            detail = Content.assemble(
                ("... " + one_line(prompt.text[start:at]) + " ", "$text-muted"),
                (one_line(hit), "bold"),
                (" " * after.startswith(" ") + one_line(after), "$text-muted"),
            )
        age = short_age(int(prompt.used_at), self._now)
        note = f"{lines} lines  {age}" if lines > 1 else age
        return Choice(prompt.text, line, note=note, detail=detail)
