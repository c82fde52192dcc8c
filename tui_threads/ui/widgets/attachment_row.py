"""The files that go with what is being written: chips above the composer, each with a cross to remove it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import fit, one_line
from tui_threads.ui.render.sizes import size_words

if TYPE_CHECKING:
    from tui_threads.chat.attached import Attached

_LONGEST_NAME = 32
_MOST_LINES = 3


class AttachmentRow(Widget, can_focus=True):
    """Chips in one to three lines; takes no room where there are none."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("attachments")]
    DEFAULT_CSS = """
    AttachmentRow {
        display: none; height: auto; margin: 0 2; color: $text-muted;
        &.-flat { margin: 0 0 0 1; }
    }
    """

    class Unwanted(Message):
        """The user removes a file."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    class Typed(Message):
        """A character that belongs into the composer."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._files: tuple[Attached, ...] = ()
        self._at = 0
        self._cross, self._more = ("x", "...") if ascii_only else ("\N{MULTIPLICATION SIGN}", "…")

    def show(self, files: Sequence[Attached]) -> None:
        """Draw these files."""
        if tuple(files) == self._files:
            return
        self._files = tuple(files)
        self._at = min(self._at, max(0, len(files) - 1))
        self.display = bool(files)
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return min(_MOST_LINES, len(self._lines(width)))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render(self) -> Content:
        lines = self._lines(self.content_size.width)
        first = next((number for number, line in enumerate(lines) if self._at in line), 0)
        top = max(0, min(first, len(lines) - _MOST_LINES))
        return Content("\n").join(
            Content(" ").join(self._chip(at) for at in line) for line in lines[top : top + _MOST_LINES]
        )

    def _chip(self, at: int) -> Content:
        words = self._words(at)
        if self.has_focus and at == self._at:
            return Content.styled(words, "$block-cursor-foreground on $block-cursor-background")
        return Content.assemble(words[:-2], (words[-2:-1], "bold $text-accent"), words[-1:])

    def _words(self, at: int) -> str:
        file = self._files[at]
        name = one_line(file.name)
        if cell_len(name) > _LONGEST_NAME:
            name = fit(name, _LONGEST_NAME, self._more)
        size = f" {size_words(file.size)}" if file.size else ""
        return f"[{name}{size} {self._cross}]"

    def _lines(self, width: int) -> list[list[int]]:
        """Which chips stand on which line."""
        lines: list[list[int]] = []
        left = 0
        for at in range(len(self._files)):
            needed = cell_len(self._words(at)) + 1
            if not lines or needed > left + 1:
                lines.append([])
                left = width
            lines[-1].append(at)
            left -= needed
        return lines

    def _chip_at(self, x: int, y: int) -> tuple[int, bool] | None:
        """The chip under the mouse, and whether its cross is."""
        lines = self._lines(self.content_size.width)
        if y >= len(lines):
            return None
        for at in lines[y]:
            width = cell_len(self._words(at))
            if x < width:
                return at, x >= width - 3
            x -= width + 1
        return None

    def on_click(self, event: events.Click) -> None:
        if (found := self._chip_at(event.x, event.y)) is None:
            return
        self._at, on_cross = found
        if on_cross:
            self.action_remove()
        self.refresh()

    def action_move(self, by: int) -> None:
        self._at = (self._at + by) % max(1, len(self._files))
        self.refresh()

    def action_remove(self) -> None:
        if self._files:
            self.post_message(self.Unwanted(self._files[self._at].key))

    def on_key(self, event: events.Key) -> None:
        bound = event.key in self.screen.active_bindings
        if event.is_printable and event.character and not bound:
            event.stop()
            self.post_message(self.Typed(event.character))
