"""The house themes: warm text on near-black, dark ink on paper, highest contrast, the terminal's own.

Text keeps a contrast of at least 4.5:1 on every ground it stands on, dimmed text and glyphs 3:1.
One accent colour marks what can be acted on and the focus.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.theme import Theme

DARK = "threads-dark"
LIGHT = "threads-light"
CONTRAST = "threads-contrast"
ANSI = "threads-ansi"
"""Follows the terminal's own sixteen colours."""


class Colours(NamedTuple):
    """What a theme is made of: colours as Textual reads them, such as `#7fc4aa` or `ansi_cyan`."""

    text: str
    dim: str
    rule: str
    ground: str
    surface: str
    panel: str
    accent: str
    selection: str
    success: str
    warning: str
    error: str
    keyword: str
    """Of code: what belongs to the language."""
    name: str
    """Of code: what is called or defined."""


COLOURS: Mapping[str, Colours] = {
    DARK: Colours(
        text="#e6dfd1", dim="#9a9283", rule="#3b3832", ground="#131210", surface="#1c1a17", panel="#292621",
        accent="#7fc4aa", selection="#2c473f", success="#97c284", warning="#dfae62", error="#e8826f",
        keyword="#c39ad4", name="#8ab8dc",
    ),
    LIGHT: Colours(
        text="#2a2722", dim="#6b6456", rule="#d5cebf", ground="#fbf8f1", surface="#f3eee3", panel="#e7e0d1",
        accent="#1a6855", selection="#c2ddd2", success="#3c6b2a", warning="#855200", error="#a5311f",
        keyword="#7b3f8c", name="#215f91",
    ),
    CONTRAST: Colours(
        text="#ffffff", dim="#d0d0d0", rule="#8a8a8a", ground="#000000", surface="#000000", panel="#1c1c1c",
        accent="#ffe066", selection="#5c5000", success="#7dff7d", warning="#ffb000", error="#ff8080",
        keyword="#f0a8ff", name="#80d4ff",
    ),
    ANSI: Colours(
        text="ansi_default", dim="ansi_bright_black", rule="ansi_bright_black", ground="ansi_default",
        surface="ansi_default", panel="ansi_default", accent="ansi_cyan", selection="ansi_bright_black",
        success="ansi_green", warning="ansi_yellow", error="ansi_red",
        keyword="ansi_magenta", name="ansi_bright_blue",
    ),
}  # fmt: skip


def house_themes() -> tuple[Theme, ...]:
    """The themes to register, the default one first."""
    return tuple(make_theme(name, colours, dark=name != LIGHT) for name, colours in COLOURS.items())


def make_theme(name: str, colours: Colours, *, dark: bool) -> Theme:
    """A theme of these colours, with those that Textual would mix by itself."""
    ansi = colours.ground.startswith("ansi_")
    return Theme(
        name=name,
        primary=colours.accent,
        secondary=colours.dim,
        accent=colours.accent,
        foreground=colours.text,
        background=colours.ground,
        surface=colours.surface,
        panel=colours.panel,
        success=colours.success,
        warning=colours.warning,
        error=colours.error,
        dark=dark,
        ansi=ansi,
        variables=_variables(colours) | (_ANSI_VARIABLES if ansi else {}),
    )


def _variables(colours: Colours) -> dict[str, str]:
    """The colours Textual would otherwise mix by itself, and not always far enough apart."""
    return {
        "text-muted": colours.dim,
        "text-disabled": colours.dim,
        "foreground-muted": colours.dim,
        "foreground-disabled": colours.dim,
        "border": colours.accent,
        "border-blurred": colours.rule,
        "block-cursor-background": colours.selection,
        "block-cursor-foreground": colours.text,
        "block-cursor-blurred-background": colours.selection,
        "block-cursor-blurred-foreground": colours.text,
        "block-cursor-text-style": "none",
        "input-cursor-background": colours.text,
        "input-cursor-foreground": colours.ground,
        "input-selection-background": colours.selection,
        "input-selection-foreground": colours.text,
        "screen-selection-background": colours.selection,
        "screen-selection-foreground": colours.text,
        "scrollbar": colours.rule,
        "scrollbar-hover": colours.dim,
        "scrollbar-active": colours.accent,
        "scrollbar-background": colours.ground,
        "scrollbar-background-hover": colours.ground,
        "scrollbar-background-active": colours.ground,
        "scrollbar-corner-color": colours.ground,
        "link-color": colours.accent,
        "footer-key-foreground": colours.accent,
        "button-focus-text-style": "bold",
        "button-foreground": colours.text,
        "syntax-keyword": colours.keyword,
        "syntax-name": colours.name,
        "pane-edge": colours.surface if colours.surface != colours.ground else colours.rule,
    }


_ANSI_VARIABLES: dict[str, str] = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "block-cursor-background": "ansi_white",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-blurred-background": "ansi_white",
    "block-cursor-blurred-foreground": "ansi_black",
    "input-selection-background": "ansi_cyan",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
    "input-cursor-background": "ansi_cyan",
    "input-cursor-foreground": "ansi_black",
}
