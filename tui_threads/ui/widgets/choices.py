"""A list of options of which the one under the cursor can be read in any colours."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList


class Choices(OptionList):
    """Options without a frame.

    A theme whose cursor asks for another colour of text, such as the terminal's own, knows of no second one
    that could be read there: then all words of the option under the cursor have that colour.
    """

    DEFAULT_CSS = """
    Choices, Choices:focus {
        padding: 0; border: none; background: $background; background-tint: $foreground 0%;
        scrollbar-size-vertical: 1;
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: none;
        }
        &:nocolor > .option-list--option-highlighted { text-style: reverse; }
    }
    """

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        cursor = self.get_component_rich_style("option-list--option-highlighted")
        loud = cursor.color != self.get_component_rich_style("option-list--option").color
        if not loud or not any(part.style and part.style.bgcolor == cursor.bgcolor for part in strip):
            return strip
        return Strip(Segment.apply_style(strip, post_style=Style(color=cursor.color)), strip.cell_length)
