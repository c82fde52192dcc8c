"""Textual's own themes in the roles of the house: their colours, one accent, text that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.color import Color
from textual.theme import Theme

from tui_threads.ui.contrast import contrast
from tui_threads.ui.themes import Colours, make_theme

_READABLE = 4.5
_DIM = 3.2
"""A little more than WCAG AA asks of what is not text, since mixing rounds."""
_STEP = 0.06


def in_house(theme: Theme) -> Theme:
    """The theme with every variable the house's have, under its own name.

    Textual mixes dimmed text by itself, and some of its accents cannot be read as text. What misses WCAG AA
    is moved towards black or white until it does not.
    """
    colours = theme.to_color_system().generate()
    if theme.ansi:
        ours = {
            "syntax-keyword": colours["secondary"],
            "syntax-name": colours["primary"],
            "pane-edge": "ansi_default",
        }
        return replace(theme, variables=ours | theme.variables)
    grounds = [colours["background"], colours["surface"], colours["panel"]]
    accent = _readable(colours["primary"], grounds, dark=theme.dark)
    selection = _mixed(accent, colours["background"], 0.78)
    text = _readable(colours["foreground"], [*grounds, selection], dark=theme.dark)
    return make_theme(
        theme.name,
        Colours(
            text=text,
            dim=_readable(
                _mixed(text, colours["background"], 0.4), [*grounds, selection], _DIM, dark=theme.dark
            ),
            rule=_mixed(text, colours["background"], 0.8),
            ground=colours["background"],
            surface=colours["surface"],
            panel=colours["panel"],
            accent=accent,
            selection=selection,
            success=_readable(colours["success"], grounds, dark=theme.dark),
            warning=_readable(colours["warning"], grounds, dark=theme.dark),
            error=_readable(colours["error"], grounds, dark=theme.dark),
            keyword=_readable(colours["secondary"], grounds, dark=theme.dark),
            name=_readable(colours["accent"], grounds, dark=theme.dark),
        ),
        dark=theme.dark,
    )


def _readable(colour: str, grounds: Sequence[str], ratio: float = _READABLE, *, dark: bool) -> str:
    """The colour, as little lighter or darker as it takes to be read on each of the grounds."""
    end = Color.parse("#ffffff" if dark else "#000000")
    parsed, moved = Color.parse(colour), 0.0
    while moved < 1 and min(contrast(colour, ground) for ground in grounds) < ratio:
        moved += _STEP
        colour = parsed.blend(end, min(1.0, moved)).hex6
    return colour


def _mixed(colour: str, other: str, share: float) -> str:
    return Color.parse(colour).blend(Color.parse(other), share).hex6
