"""What only the app can know to be wrong in the settings: names of keys and themes, and keys given twice."""

from __future__ import annotations

from collections.abc import Iterable

from tui_threads.settings import Configuration
from tui_threads.ui.keymap import clashes, keymap_for, unknown_ids
from tui_threads.ui.themes import house_themes


def strange_names(configuration: Configuration, themes: Iterable[str]) -> list[str]:
    """A sentence for each, with file and line where it stands.

    Args:
        configuration: What is in force.
        themes: Names of the themes there are.
    """
    settings = configuration.settings
    sentences = []
    wished = settings.ui.theme
    known = sorted(themes)
    if wished is not None and wished not in known:
        where = configuration.origin(("ui", "theme"))
        sentences.append(f"{where}: there is no theme {wished!r}; known are: {', '.join(known)}.")
    for name in unknown_ids(settings.keys):
        where = configuration.origin(("keys", name))
        sentences.append(f"{where}: `keys.{name}` names no key there is; F1 in the app lists them.")
    for sentence in clashes(keymap_for(settings.keys.items(), settings.ui.send_key)):
        words = sentence.rstrip(".").split()
        ids = [name for name in settings.keys if name in words]
        where = configuration.origin(("keys", ids[-1]) if ids else ("ui", "send_key"))
        sentences.append(f"{where}: {sentence}")
    return sentences


def known_themes() -> list[str]:
    """Names of the themes of the house and of Textual, without starting the app."""
    from textual.theme import BUILTIN_THEMES

    return [*(theme.name for theme in house_themes()), *BUILTIN_THEMES]
