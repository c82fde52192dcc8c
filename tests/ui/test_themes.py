"""The house themes can be read."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from tui_threads.ui.contrast import contrast
from tui_threads.ui.themes import ANSI, house_themes

COLOURED = [theme for theme in house_themes() if theme.name != ANSI]
GROUNDS = ("background", "surface", "panel")


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: str(theme.name))
def test_text_stands_out_on_every_ground(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in GROUNDS:
        for name in ("foreground", "accent", "error", "warning", "success"):
            assert contrast(colors[name], colors[ground]) >= 4.5, (name, ground)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: str(theme.name))
def test_dimmed_text_and_glyphs_stand_out_enough(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in (*GROUNDS, "block-cursor-background"):
        assert contrast(colors["text-muted"], colors[ground]) >= 3.0, ground
