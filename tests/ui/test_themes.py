"""Every theme can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.theme import BUILTIN_THEMES, Theme

from tui_threads.ui.contrast import contrast
from tui_threads.ui.foreign_themes import in_house
from tui_threads.ui.own_themes import read_themes
from tui_threads.ui.themes import ANSI, COLOURS, DARK, house_themes

COLOURED = [
    *(theme for theme in house_themes() if theme.name != ANSI),
    *(in_house(theme) for theme in BUILTIN_THEMES.values() if not theme.ansi),
]
GROUNDS = ("background", "surface", "panel")


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: str(theme.name))
def test_text_stands_out_on_every_ground(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in GROUNDS:
        for name in ("foreground", "accent", "error", "warning", "success"):
            assert contrast(colors[name], colors[ground]) >= 4.5, (name, ground)
    for name in ("syntax-keyword", "syntax-name"):
        for ground in ("background", "surface"):
            assert contrast(theme.variables[name], colors[ground]) >= 4.5, (name, ground)
    assert contrast(colors["foreground"], colors["block-cursor-background"]) >= 4.5


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: str(theme.name))
def test_dimmed_text_and_glyphs_stand_out_enough(theme: Theme) -> None:
    colors = theme.to_color_system().generate()
    for ground in (*GROUNDS, "block-cursor-background"):
        for name in ("text-muted", "accent", "border"):
            assert contrast(colors[name], colors[ground]) >= 3.0, (name, ground)


def test_a_theme_file_is_a_theme_and_what_it_leaves_out_is_the_houses(tmp_path: Path) -> None:
    (tmp_path / "forest.toml").write_text('accent = "#ffcc00"\n', encoding="utf-8")

    (theme,), problems = read_themes(tmp_path)

    assert (theme.name, theme.accent, theme.dark) == ("forest", "#ffcc00", True)
    assert theme.background == COLOURS[DARK].ground
    assert problems == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('acent = "#fff"', "`acent` is not known here"),
        ('accent = "no colour"', "`accent` is no colour"),
        ("accent = ", "is not valid TOML"),
        ('dark = "yes"', "`dark` must be true or false"),
        ('text = "#444444"', "has a contrast of 1.9; 4.5 can be read"),
    ],
)
def test_a_theme_file_that_cannot_be_used_or_read_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")

    _, (problem,) = read_themes(tmp_path)

    assert said in problem
    assert "bad.toml" in problem
