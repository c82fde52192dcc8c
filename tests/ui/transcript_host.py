"""A small app around a transcript, with a terminal that takes what the app would write to one."""

from __future__ import annotations

from typing import cast

import pyte
from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.message import Message as Told
from textual.screen import Screen
from textual.widgets import Input

from tui_threads.chat.changes import Change
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.themes import house_themes
from tui_threads.ui.widgets.transcript import Transcript
from tui_threads.wire.events import StreamEvent


class TranscriptHost(App[None]):
    """A transcript over an input."""

    CSS = "Transcript { height: 1fr; } Input { dock: bottom; }"

    def __init__(self, conversation: Conversation | None = None, *, theme: str = "threads-dark") -> None:
        super().__init__()
        for one in house_themes():
            self.register_theme(one)
        self.theme = theme
        self.conversation = conversation or Conversation()
        self.transcript = Transcript()
        self.told: list[Told] = []
        """Every message of the app; give `told.append` to `run_test(message_hook=...)`."""
        self.sent = ""
        """All that went to the terminal."""
        self._terminal = pyte.Screen(1, 1)
        self._stream = pyte.Stream(self._terminal)

    def compose(self) -> ComposeResult:
        yield self.transcript
        yield Input()

    def on_mount(self) -> None:
        self.transcript.show(self.conversation, Change())
        self.transcript.focus()

    def _display(self, screen: Screen[object], renderable: object) -> None:
        """Where the app hands its drawing to the terminal: take it, since headless apps drop it."""
        if isinstance(renderable, CompositorUpdate):
            if (self._terminal.columns, self._terminal.lines) != self.size:
                self._terminal.resize(self.size.height, self.size.width)
            drawing = renderable.render_segments(self.console).replace("\n", "\r\n")
            self.sent += drawing
            self._stream.feed(drawing)
        super()._display(screen, cast("RenderableType | None", renderable))

    def apply(self, *events: StreamEvent) -> None:
        """Take in events and show what they change."""
        for event in events:
            self.show(self.conversation.apply(event))

    def show(self, change: Change) -> None:
        """Show a change of the conversation."""
        self.transcript.show(self.conversation, change)

    def terminal_rows(self) -> list[str]:
        """The transcript's rows on the terminal, without the scrollbar and trailing blanks."""
        width, height = self.transcript.size
        buffer = self._terminal.buffer
        return ["".join(buffer[y][x].data for x in range(width - 1)).rstrip() for y in range(height)]

    def fresh_rows(self) -> list[str]:
        """The rows as they are if everything is drawn now."""
        width, height = self.transcript.size
        return [self.transcript.render_line(y).crop(0, width - 1).text.rstrip() for y in range(height)]

    def told_of(self, kind: type[Told]) -> list[Told]:
        """The messages of one class that were sent."""
        return list({id(one): one for one in self.told if isinstance(one, kind)}.values())
