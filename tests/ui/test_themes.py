"""The house themes can be read."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_threads.ui.themes import house_themes

GROUNDS = ("background", "surface", "panel")


@pytest.mark.parametrize("theme", house_themes(), ids=lambda theme: str(theme.name))
def test_text_stands_out_on_every_ground(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in GROUNDS:
        for name in ("foreground", "accent", "error", "warning", "success"):
            assert contrast(colors[name], colors[ground]) >= 4.5, (name, ground)


@pytest.mark.parametrize("theme", house_themes(), ids=lambda theme: str(theme.name))
def test_dimmed_text_and_glyphs_stand_out_enough(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in (*GROUNDS, "block-cursor-background"):
        assert contrast(colors["text-muted"], colors[ground]) >= 3.0, ground


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours."""
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
