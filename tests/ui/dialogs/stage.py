"""A bare app that shows one dialog and keeps what it gave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from tui_threads.ui.themes import DARK, house_themes

_Result = TypeVar("_Result")


class Stage(App[None]):
    """Opens the dialog at once; `given` gets its result."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (80, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-low"), (20, "-tall")]  # noqa: RUF012

    def __init__(self, begin: Callable[[Stage], object]) -> None:
        super().__init__()
        for theme in house_themes():
            self.register_theme(theme)
        self.theme = DARK
        self._begin = begin
        self.given: list[object] = []

    def on_mount(self) -> None:
        self._begin(self)

    @property
    def text(self) -> str:
        """What a person sees."""
        return "\n".join(strip.text.rstrip() for strip in self.screen._compositor.render_strips())


@asynccontextmanager
async def shown(
    dialog: Screen[_Result], size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Show a dialog until the block ends."""
    app = Stage(lambda stage: stage.push_screen(dialog, stage.given.append))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
