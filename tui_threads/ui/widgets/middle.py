"""What the column of the talk stands in the middle of."""

from __future__ import annotations

from textual import events
from textual.containers import Horizontal
from textual.message import Message


class Middle(Horizontal):
    """Air at both sides of a column; a wheel turned there, or over what cannot scroll, is told of."""

    DEFAULT_CSS = """
    Middle { width: 1fr; height: 1fr; align-horizontal: center; }
    """

    class Turned(Message):
        """The user wants the messages scrolled by so many rows."""

        def __init__(self, rows: float) -> None:
            super().__init__()
            self.rows = rows

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._turn(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._turn(event, -1)

    def _turn(self, event: events.MouseEvent, by: int) -> None:
        if not (event.ctrl or event.shift):
            event.stop()
            self.post_message(self.Turned(by * self.app.scroll_sensitivity_y))
