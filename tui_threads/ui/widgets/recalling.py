"""Texts that come into the composer from elsewhere: earlier prompts, drafts, what an editor gave."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from tui_threads.ui.widgets.completing import CompletingText
from tui_threads.ui.widgets.completion_popup import CompletionPopup


class RecallingText(CompletingText):
    """A text area that walks through earlier prompts with Up and Down, and keeps what was being written."""

    class PutBy(Message):
        """A text was put behind the earlier prompts, and is to be found there from now on."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, popup: CompletionPopup, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(popup, placeholder=placeholder, id=id)
        self._prompts: Sequence[str] = ()
        self._recalled = 0

    def set_prompts(self, prompts: Sequence[str]) -> None:
        """The earlier prompts that Up recalls, oldest first."""
        self._prompts = prompts
        self._recalled = len(prompts)

    def remember(self, prompt: str) -> None:
        """Put a text behind the earlier prompts."""
        self.set_prompts([*self._prompts, prompt])

    def put_by(self) -> None:
        """Keep what stands here behind the earlier prompts; something else takes its place."""
        if (text := self.text).strip():
            self.remember(text)
            self.post_message(self.PutBy(text))

    def put(self, text: str) -> None:
        """Replace the whole text and put the cursor behind it."""
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.leave_word()
        self._recalled = len(self._prompts)

    def put_above(self, text: str) -> None:
        """Put a text above what stands there, which is kept."""
        self.put("\n".join(filter(None, [text, self.text])))

    def replace_all(self, text: str) -> None:
        """Exchange the whole text in a way that can be undone."""
        self.history.checkpoint()
        result = self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self._recalled = len(self._prompts)

    def insert_text(self, text: str) -> None:
        """Put a text at the cursor in a way that can be undone."""
        self.history.checkpoint()
        self.move_cursor(self.replace(text, *self.selection, maintain_selection_offset=False).end_location)

    def action_earlier(self) -> None:
        """Up: the offer above, a line up, on the first line the previous prompt."""
        if self.popup.open:
            self.popup.move(-1)
            return
        if not self.cursor_at_first_line or self._recalled == 0:
            self.action_cursor_up()
            return
        self._recall(self._recalled - 1)

    def action_later(self) -> None:
        """Down: the offer below, a line down, on the last line the next prompt."""
        if self.popup.open:
            self.popup.move(1)
            return
        if not self.cursor_at_last_line or self._recalled >= len(self._prompts):
            self.action_cursor_down()
            return
        self._recall(self._recalled + 1)

    def _recall(self, number: int) -> None:
        if self.text not in self._prompts:
            self.put_by()
        self.replace_all(self._prompts[number] if number < len(self._prompts) else "")
        self.leave_word()
        self._recalled = number
