"""Doing what a row of the key tables says, wherever it was chosen: by key, palette, `/`, help or a click."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.widget import Widget

from tui_threads.ui.keymap import Key, Place
from tui_threads.ui.panes import Panes, place_of
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

Deeds = Mapping[str, Callable[[], object]]
"""What is done for a row of the key tables, by its id."""
DeedsWithWords = Mapping[str, Callable[[str], object]]
"""The same where words were typed behind it, as in `/rename WORDS`."""


class Doing:
    """The one place where an id becomes a deed."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self.deeds: Deeds = {}
        self.deeds_with_words: DeedsWithWords = {}

    async def perform(self, key: Key) -> None:
        """Do what a row says, on the pane it belongs to."""
        panes: Mapping[Place, Widget | None] = {
            "transcript": self._panes.transcript,
            "composer": self._panes.composer,
            "threads": self._panes.side.threads,
            "filter": self._panes.side.filter,
            "attachments": self._panes.attachments,
            "welcome": self._panes.welcome,
            "model": self._panes.card,
            "inspector": self._panes.runs,
        }
        pane = panes.get(key.place)
        if pane is not None and pane.focusable:
            self.stage.focus(pane)
        elif key.place in ("welcome", "model"):
            self.stage.say(f"“{key.title}” is for a card that is not shown now.")
            return
        if not key.action:
            self.deeds[key.id]()
        else:
            await (self.stage.app if pane is None else pane).run_action(key.action)

    def perform_with(self, key: Key, words: str) -> None:
        """Do what a row says with the words that were typed behind it."""
        self.deeds_with_words[key.id](words)

    @worker("dialog")
    async def help(self) -> None:
        """Show every key, and do what is chosen there."""
        from tui_threads.ui.dialogs.help import help_on_panes

        key = await self.stage.ask(help_on_panes(place_of(self.stage.focused), self._work.keymap))
        if key is not None:
            await self.perform(key)
