"""NO_COLOR on the terminal's own colours: what is told by its ground alone is told by reversing it."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import NoColor

_REVERSED = Style(reverse=True)


class WithoutColours(NoColor):
    """Takes the colours away, and reverses what had another ground than the terminal's: cursor, selection."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours."""
        return super().apply([_marked(part) for part in segments], background)


def _marked(part: Segment) -> Segment:
    style = part.style
    if style is None or style.bgcolor is None or style.bgcolor.is_default:
        return part
    return Segment(part.text, style + _REVERSED, part.control)
