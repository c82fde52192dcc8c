"""Every key of the program: what it is called, where it works and what it does.

The ids are what `[keys]` of the configuration overrides. Help, command palette and the hints of the
status line are read from these tables, so that none of them can disagree with the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding

from tui_threads.ui.keys import app, assistants, composer, messages, runs, search, threads
from tui_threads.ui.keys.table import Key, Place

__all__ = [
    "KEYS",
    "Key",
    "Place",
    "bindings",
    "clashes",
    "keymap_for",
    "row",
    "shown_key",
    "shown_key_of",
    "unknown_ids",
]

KEYS: tuple[Key, ...] = (
    *threads.ANYWHERE,
    *search.KEYS,
    *runs.KEYS,
    *assistants.KEYS,
    *composer.ANYWHERE,
    *app.KEYS,
    *composer.KEYS,
    *threads.IN_THE_LIST,
    *messages.KEYS,
)


def bindings(*places: Place) -> list[Binding]:
    """The bindings of a widget or screen.

    A row without a key is bound to a name that no terminal sends, so that `[keys]` can give it one.
    """
    return [
        Binding(
            key.keys or f"unbound_{key.id}",
            key.bound,
            key.title,
            show=False,
            id=key.id,
            priority=key.priority,
        )
        for key in KEYS
        if key.place in places
    ]


def keymap_for(overrides: Iterable[tuple[str, str]], send_key: str) -> dict[str, str]:
    """The user's own keys, with Enter and Ctrl+J changed over where that is wished."""
    keymap = {}
    if send_key == "ctrl+j":
        keymap = {"composer.send": "ctrl+j", "composer.newline": "enter,shift+enter"}
    return keymap | dict(overrides)


def row(id: str) -> Key:
    """The row of an id. Raises `StopIteration` where there is none."""
    return next(key for key in KEYS if key.id == id)


def unknown_ids(overrides: Iterable[str]) -> list[str]:
    """Ids of the configuration that name no key here."""
    return sorted(set(overrides) - {key.id for key in KEYS})


def clashes(keymap: Mapping[str, str]) -> list[str]:
    """Sentences about keys that two things of the same place would share, as given by the user's keymap."""
    taken: dict[tuple[Place, str], Key] = {}
    sentences = []
    for key in KEYS:
        for name in filter(None, keymap.get(key.id, key.keys).split(",")):
            other = taken.setdefault((key.place, name), key)
            anywhere = taken.get(("anywhere", name)) if key.place != "anywhere" else None
            if anywhere is not None and anywhere.priority and key.id in keymap:
                other = anywhere
            if other is not key and (key.id in keymap or other.id in keymap):
                sentences.append(f"{shown_key(name)} is given to both {other.id} and {key.id}.")
    return sentences


_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "super+c": "Cmd+C",
    "super+y": "Cmd+Y",
    "super+z": "Cmd+Z",
    "ctrl+underscore": "^_",
    "ctrl+circumflex_accent": "^^",
}


def shown_key_of(key: Key, keymap: Mapping[str, str]) -> str:
    """The first key that does this, as people write it; empty where none does."""
    keys = keymap.get(key.id, key.keys)
    return shown_key(keys) if keys else ""


def shown_key(keys: str) -> str:
    """The first of some keys as people write it: `^N`, `F2`, `Esc`."""
    first = keys.split(",", 1)[0]
    if first in _NAMES:
        return _NAMES[first]
    if first.startswith("ctrl+") and len(first) == len("ctrl+x"):
        return f"^{first[-1].upper()}"
    return "+".join(part.capitalize() for part in first.split("+")) if len(first) > 1 else first
