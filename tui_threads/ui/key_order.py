"""Keys that come in one burst reach what they were typed for.

Textual hands every key at once to the widget that has the focus, while the key before it may still be on its
way up to the app, where it opens a dialog: of `F2 a new title Enter` the dialog would get nothing, and the
composer would send the title. So a key that may move the focus is followed until all who may act on it have
had their turn; what was typed behind it waits so long.
"""

from __future__ import annotations

import asyncio
from collections import deque

from textual import events
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from tui_threads.ui.keyed_app import KeyedApp

_ROUNDS = 2
"""Ways from widget to app: on the first the key goes up, on the second what the widget made of it."""

_TURNS = 3
"""Turns of the event loop in which an action's worker begins, and opens its dialog if it need not wait."""

_PATIENCE = 1.0
"""Seconds after which a key is followed no more: a late key is better than none."""


class KeysInOrder(KeyedApp):
    """An app in which a key waits for the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Key | events.Paste] = deque()
        self._followed: events.Event | None = None

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._held.append(event)
        await self._hand_out()

    async def _hand_out(self) -> None:
        while self._held and self._followed is None:
            event = self._held.popleft()
            target = self.focused or self.screen
            await super().on_event(event)
            if not _is_text(event, target):
                self._followed = event
                self.set_timer(_PATIENCE, lambda event=event: self._arrived(event))
                self._follow(event, target, target, _ROUNDS)

    def _follow(self, event: events.Event, origin: DOMNode, at: DOMNode | None, rounds: int) -> None:
        """Go up behind the event: what is told to a widget later is told after all that waits for it."""
        while at is not None and at is not self:
            if at.call_later(self._follow, event, origin, at.parent, rounds):
                return
            at = at.parent  # it is closed, or about to be
        if rounds > 1:
            self.call_later(self._follow, event, origin, origin, rounds - 1)
        else:
            self.call_later(self._arrived, event)

    async def _arrived(self, event: events.Event) -> None:
        if event is not self._followed:
            return
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        await self._opened()
        self._followed = None
        await self._hand_out()

    async def _opened(self) -> None:
        """Wait until the dialog that may have come is ready to be typed into."""
        if isinstance(self.screen, ModalScreen):
            from tui_threads.ui.dialogs.dialog import Dialog

            if isinstance(self.screen, Dialog):
                await self.screen.opened()


def _is_text(event: events.Key | events.Paste, target: DOMNode) -> bool:
    """Whether it only adds to the text of a field."""
    if not isinstance(target, Input | TextArea):
        return False
    return isinstance(event, events.Paste) or event.is_printable
