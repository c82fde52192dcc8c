"""What only the app can know to be wrong in the settings: names of keys and themes, and keys given twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tui_threads.settings import Configuration, Origin
from tui_threads.ui.key_names import strange_key
from tui_threads.ui.keymap import clashes, keymap_for, unknown_ids
from tui_threads.ui.own_themes import read_themes
from tui_threads.ui.themes import house_themes


def strange_names(configuration: Configuration, themes: Iterable[str]) -> list[tuple[Origin, str]]:
    """Where each stands, and a sentence about it.

    Args:
        configuration: What is in force.
        themes: Names of the themes there are.
    """
    settings, origin = configuration.settings, configuration.origin
    found = []
    wished, known = settings.ui.theme, list(themes)
    if wished is not None and wished not in known:
        from difflib import get_close_matches

        close = get_close_matches(wished, known, 1)
        meant = f"did you mean {close[0]!r}" if close else "“Theme” in the app's ^P shows all"
        words = f"there is no theme {wished!r}; {meant}{'?' if close else '.'}"
        found.append((origin(("ui", "theme")), words))
    for name in unknown_ids(settings.keys):
        words = f"`keys.{name}` names no key there is; F1 in the app lists them."
        found.append((origin(("keys", name)), words))
    for name, keys in settings.keys.items():
        if keys and (words_of := strange_key(keys)):
            found.append((origin(("keys", name)), f"`keys.{name}`: {words_of}"))
    for sentence in clashes(keymap_for(settings.keys.items(), settings.ui.send_key)):
        ids = [name for name in settings.keys if name in sentence.rstrip(".").split()]
        found.append((origin(("keys", ids[-1]) if ids else ("ui", "send_key")), sentence))
    return found


def known_themes(config_file: Path) -> tuple[list[str], Sequence[str]]:
    """Names of the house's, Textual's and the user's own themes; a sentence about each file that is none."""
    from textual.theme import BUILTIN_THEMES

    own, problems = read_themes(config_file.parent / "themes")
    return [*(theme.name for theme in (*house_themes(), *own)), *BUILTIN_THEMES], problems
