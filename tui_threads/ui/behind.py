"""What a dialog lies over. The terminal's own colours cannot be mixed; on them the words are drawn faint."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, ScreenResultType

_FAINT = Style(dim=True, bold=False, color="default", bgcolor="default")


class Faint:
    """A screen without its colours, its words faint."""

    def __init__(self, screen: BackgroundScreen) -> None:
        self._screen = screen

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from Segment.apply_style(console.render(self._screen, options), post_style=_FAINT)


class OverFaint(ModalScreen[ScreenResultType]):
    """A dialog over a chat that can be told from it by any theme."""

    out_of_sight = False
    """Whether it is hidden below another one, and what is below it seen through it."""

    def render(self) -> RenderableType:
        """What lies behind.

        Textual knows it while it draws a whole screen only; asked at another time it would answer with blank
        ground, and keep that.
        """
        ground = super().render()
        stack = self.app.screen_stack
        below = stack.index(self) - 1 if self in stack else -1
        while below > 0 and _is_out_of_sight(stack[below]):
            below -= 1  # else the chat would be dimmed twice
        if below < 0:
            return ground
        behind = BackgroundScreen(stack[below], self.styles.background)
        return Faint(behind) if self.app.native_ansi_color else behind


def _is_out_of_sight(screen: object) -> bool:
    return isinstance(screen, OverFaint) and screen.out_of_sight
