"""The house themes: warm text on near-black, dark ink on paper, and one of highest contrast.

Text keeps a contrast of at least 4.5:1 on every ground it stands on, dimmed text and glyphs 3:1.
One accent colour marks what can be acted on and the focus.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = "threads-dark"
LIGHT = "threads-light"
CONTRAST = "threads-contrast"


def house_themes() -> tuple[Theme, ...]:
    """The themes to register, the default one first."""
    return (
        Theme(
            name=DARK,
            primary="#7fbfa8",
            secondary="#a8a08f",
            accent="#7fbfa8",
            foreground="#e6dfd1",
            background="#131210",
            surface="#1a1917",
            panel="#23211e",
            success="#8fbf7f",
            warning="#dcab5e",
            error="#e5806f",
            dark=True,
            variables=_variables(
                "#e6dfd1", "#9a9283", rule="#37342f", ground="#131210", accent="#7fbfa8", selection="#2e4640"
            ),
        ),
        Theme(
            name=LIGHT,
            primary="#1d6b58",
            secondary="#6b6456",
            accent="#1d6b58",
            foreground="#2a2722",
            background="#fbf8f1",
            surface="#f4f0e6",
            panel="#ebe6d9",
            success="#3c6b2a",
            warning="#8a5600",
            error="#a5311f",
            dark=False,
            variables=_variables(
                "#2a2722", "#6b6456", rule="#d5cebf", ground="#fbf8f1", accent="#1d6b58", selection="#c4ddd3"
            ),
        ),
        Theme(
            name=CONTRAST,
            primary="#ffe066",
            secondary="#ffffff",
            accent="#ffe066",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#1c1c1c",
            success="#7dff7d",
            warning="#ffb000",
            error="#ff8080",
            dark=True,
            variables=_variables(
                "#ffffff", "#d0d0d0", rule="#8a8a8a", ground="#000000", accent="#ffe066", selection="#5c5000"
            ),
        ),
    )


def _variables(text: str, dim: str, *, rule: str, ground: str, accent: str, selection: str) -> dict[str, str]:
    """The colours Textual would otherwise mix by itself, and not always far enough apart."""
    return {
        "text-muted": dim,
        "text-disabled": dim,
        "foreground-muted": dim,
        "foreground-disabled": dim,
        "border": accent,
        "border-blurred": rule,
        "block-cursor-background": selection,
        "block-cursor-foreground": text,
        "block-cursor-blurred-background": selection,
        "block-cursor-blurred-foreground": text,
        "block-cursor-text-style": "none",
        "input-cursor-background": text,
        "input-cursor-foreground": ground,
        "input-selection-background": selection,
        "input-selection-foreground": text,
        "screen-selection-background": selection,
        "screen-selection-foreground": text,
        "scrollbar": rule,
        "scrollbar-hover": dim,
        "scrollbar-active": accent,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "link-color": accent,
        "footer-key-foreground": accent,
    }
