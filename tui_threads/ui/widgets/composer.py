"""The composer: where a message is written. It is never locked and never loses what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from tui_threads.ui.keymap import bindings

_NEWLINE_KEYS = frozenset({"shift+\r", "ctrl+\r", "ctrl+enter", "shift+ctrl+m"})
"""Further names under which terminals report a modified Enter."""


class Composer(TextArea):
    """A text area that sends on Enter, makes lines on Ctrl+J and recalls earlier prompts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("composer")]
    DEFAULT_CSS = """
    Composer {
        height: auto;
        min-height: 3;
        max-height: 33vh;
        margin: 0 1;
        padding: 0 1;
        border: round $border-blurred;
        background: $background;
        scrollbar-size-vertical: 1;
        &:focus { border: round $border; background: $background; }
        & .text-area--cursor-line { background: $background; }
        & .text-area--placeholder { color: $text-muted; }
        &:blur .text-area--cursor { background: $background; color: $foreground; }
        &.-flat { border: none; min-height: 1; max-height: 40vh; padding: 0 0; margin: 0 0 0 1; }
    }
    """

    class Submitted(Message):
        """The user has pressed Enter on a text that is not blank."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Nothing(Message):
        """The user has pressed Enter and there is nothing to send."""

    class PageWanted(Message):
        """The user wants the transcript scrolled by pages without leaving the composer."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            soft_wrap=True, tab_behavior="focus", show_line_numbers=False, placeholder=placeholder, id=id
        )
        self.highlight_cursor_line = False
        self._prompts: Sequence[str] = ()
        self._recalled = 0
        self._held = ""

    def on_mount(self) -> None:
        self.cursor_blink = self.app.animation_level != "none"

    def on_resize(self) -> None:
        """Keep the terminal's own cursor here, where input methods look for it."""
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def set_prompts(self, prompts: Sequence[str]) -> None:
        """The earlier prompts that Up recalls, oldest first."""
        self._prompts = prompts
        self._recalled = len(prompts)

    def remember(self, prompt: str) -> None:
        """Put a text behind the earlier prompts."""
        self.set_prompts([*self._prompts, prompt])

    def put(self, text: str) -> None:
        """Replace the whole text and put the cursor behind it."""
        self.load_text(text)
        self.move_cursor(self.document.end)
        self._recalled = len(self._prompts)

    def type_in(self, character: str) -> None:
        """Take a character that was typed elsewhere, and the focus with it."""
        self.focus()
        self.insert(character)

    def action_submit(self) -> None:
        # The app runs this ahead of the characters still on their way here: a line that arrives in one
        # piece (a slow connection, a script) must be whole before it is sent.
        self.call_later(self._submit)

    def _submit(self) -> None:
        text = self.text.strip("\n")
        self.post_message(self.Submitted(text) if text.strip() else self.Nothing())

    def action_newline(self) -> None:
        self.call_later(self._break_line)

    def _break_line(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)

    def action_page(self, pages: int) -> None:
        self.post_message(self.PageWanted(pages))

    def action_earlier(self) -> None:
        """Up: a line up, on the first line the previous prompt."""
        if not self.cursor_at_first_line or self._recalled == 0:
            self.action_cursor_up()
            return
        if self._recalled == len(self._prompts):
            self._held = self.text
        self._recall(self._recalled - 1)

    def action_later(self) -> None:
        """Down: a line down, on the last line the next prompt, at the end what was being written."""
        if not self.cursor_at_last_line or self._recalled >= len(self._prompts):
            self.action_cursor_down()
            return
        self._recall(self._recalled + 1)

    def _recall(self, number: int) -> None:
        text = self._prompts[number] if number < len(self._prompts) else self._held
        self.load_text(text)
        self.move_cursor(self.document.end)
        self._recalled = number

    def render_line(self, y: int) -> Strip:
        if self.content_size.width < 1:  # Textual cannot wrap the placeholder into no columns
            return Strip.blank(self.size.width)
        return super().render_line(y)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in _NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self._break_line()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if result := self._replace_via_keyboard(plain_paste(event.text), *self.selection):
            self.move_cursor(result.end_location)
            self.focus()


def plain_paste(text: str) -> str:
    """Pasted text with line breaks as newlines and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character for character in lines if character in "\n\t" or (character >= " " and character != "\x7f")
    )
