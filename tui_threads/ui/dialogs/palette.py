"""Textual's command palette over a chat that is told from it by any theme."""

from __future__ import annotations

from textual.command import CommandPalette

from tui_threads.ui.behind import OverFaint


class Palette(CommandPalette, OverFaint[None]):
    """Looks as the sheet of the app has it."""
