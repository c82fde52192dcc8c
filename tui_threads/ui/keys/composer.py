"""Keys of the composer."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

ANYWHERE: tuple[Key, ...] = (
    Key("composer.focus", "ctrl+l", "Go to the composer", "focus_composer", palette=False, priority=True),
)

KEYS: tuple[Key, ...] = (
    Key("composer.send", "enter", "Send", "submit", "composer", palette=False, priority=True),
    Key(
        "composer.newline",
        "ctrl+j,shift+enter",
        "New line",
        "newline",
        "composer",
        palette=False,
        priority=True,
    ),
    Key("composer.page_up", "pageup", "Scroll up", "page(-1)", "composer", palette=False),
    Key("composer.page_down", "pagedown", "Scroll down", "page(1)", "composer", palette=False),
    Key("composer.earlier", "up", "Earlier prompt", "earlier", "composer", palette=False),
    Key("composer.later", "down", "Later prompt", "later", "composer", palette=False),
)
