"""The composer: where a message is written. It is never locked and never loses what stands in it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widgets.text_area import Selection

from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import harmless
from tui_threads.ui.widgets.completion_popup import CompletionPopup
from tui_threads.ui.widgets.recalling import RecallingText
from tui_threads.ui.word_at import word_at

LONGEST_MESSAGE = 256_000
"""Characters the API takes in a message."""
_NEAR = LONGEST_MESSAGE * 9 // 10

_BLINKING_SECONDS = 5.0
"""How long the cursor blinks behind the last key."""

_NEWLINE_KEYS = frozenset({"shift+\r", "ctrl+\r", "ctrl+enter", "shift+ctrl+m"})
"""Further names under which terminals report a modified Enter."""


class Composer(RecallingText):
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
        &.-too-long { border: round $error; border-subtitle-color: $error; }
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

    class PathsPasted(Message):
        """What was pasted may be the paths of files, as terminals tell of files dropped on them."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class ImageWanted(Message):
        """The user wants to paste, and the terminal has given no text: there may be an image."""

    class LastFileUnwanted(Message):
        """Backspace in an empty composer: the file that was attached last goes."""

    def __init__(
        self, popup: CompletionPopup | None = None, *, placeholder: str = "", id: str | None = None
    ) -> None:
        super().__init__(popup or CompletionPopup(), placeholder=placeholder, id=id)
        self.highlight_cursor_line = False
        self.enter_breaks = False
        """Whether Enter makes a line, so that it is the key that takes an offer too."""

    def on_mount(self) -> None:
        self._still = self.set_interval(_BLINKING_SECONDS, self._stand_still)
        self._blink()

    def on_focus(self) -> None:
        self._blink()

    def _blink(self) -> None:
        """Let the cursor blink for a while."""
        self.cursor_blink = self.app.animation_level != "none"
        self._still.reset()

    def _stand_still(self) -> None:
        """Nobody writes: blinking on would be half of what the program costs then."""
        self.cursor_blink = False
        self._still.pause()

    def on_resize(self) -> None:
        """Keep the offers here."""
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        if self.popup.open:
            self.popup.place(self.region, self.screen.size.width)

    def type_in(self, character: str) -> None:
        """Take a character that was typed elsewhere, and the focus with it at once."""
        self.screen.set_focus(self)
        self.insert(character)

    def action_submit(self) -> None:
        # The app runs this ahead of the characters still on their way here: a line that arrives in one
        # piece (a slow connection, a script) must be whole before it is sent.
        self.call_later(self._submit)

    def _submit(self) -> None:
        if (chosen := self.chosen) is not None and not self.take(chosen):
            return
        if self.fold_selected:
            self.unfold(self.selection.start)
            return
        text = self.text.strip("\n")
        self.post_message(self.Submitted(text) if text.strip() else self.Nothing())

    def action_newline(self) -> None:
        self.call_later(self._break_line)

    def _break_line(self) -> None:
        if self.enter_breaks and (chosen := self.chosen) is not None:
            self.take(chosen)
            return
        self._replace_via_keyboard("\n", *self.selection)

    def action_page(self, pages: int) -> None:
        self.post_message(self.PageWanted(pages))

    def render_line(self, y: int) -> Strip:
        if self.content_size.width < 1:  # Textual cannot wrap the placeholder into no columns
            return Strip.blank(self.size.width)
        return super().render_line(y)

    async def _on_key(self, event: events.Key) -> None:
        self._blink()
        if event.key in _NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self._break_line()
            return
        await super()._on_key(event)

    def on_click(self, event: events.Click) -> None:
        """Twice selects a word, thrice a line."""
        if event.chain == 1:
            return
        event.prevent_default()  # Textual would select the widget, then all around it
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if span := (0, len(line)) if event.chain > 2 else word_at(line, column):
            self.selection = Selection((row, span[0]), (row, span[1]))

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.focus()
        text = harmless(event.text)
        if not text:
            self.post_message(self.ImageWanted())
        elif may_be_paths(text):
            self.post_message(self.PathsPasted(text))
        else:
            self.paste(text)

    def action_paste(self) -> None:
        self.post_message(self.ImageWanted())

    def action_delete_left(self) -> None:
        if self.document.text:
            super().action_delete_left()
        else:
            self.post_message(self.LastFileUnwanted())

    def action_unfold(self) -> None:
        self.unfold()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.popup.open if action == "take_offer" else super().check_action(action, parameters)

    def on_text_area_changed(self) -> None:
        self._count()

    def _count(self) -> None:
        """Say how long the text is where the API's limit is near."""
        length = len(self.text) if self.document.end != (0, 0) else 0
        near = length >= _NEAR
        self.border_subtitle = (
            Content(f"{length:,} of {LONGEST_MESSAGE:,} characters") if near else Content("")
        )
        self.set_class(length > LONGEST_MESSAGE, "-too-long")


def may_be_paths(text: str) -> bool:
    """Whether a paste looks like absolute paths and nothing else; the disk is not asked."""
    start = text.lstrip().lstrip("'\"")
    return len(text) < 4096 and text.strip().count("\n") < 50 and start.startswith(("/", "~/", "file://"))
