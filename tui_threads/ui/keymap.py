"""Every key of the program: what it is called, where it works and what it does.

The ids are what `[keys]` of the configuration overrides. Help, command palette and the hints of the
status line are read from these tables, so that none of them can disagree with the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from textual.binding import Binding

from tui_threads.ui.keys import app, assistants, composer, dialogs, messages, runs, search, threads
from tui_threads.ui.keys.table import PLACES, Key, Place, around

__all__ = [
    "KEYS",
    "PLACES",
    "Key",
    "Place",
    "around",
    "bindings",
    "clashes",
    "hinted",
    "keymap_for",
    "row",
    "shown_key",
    "shown_key_of",
    "shown_keys",
    "unbound",
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
    *app.WELCOME,
    *dialogs.KEYS,
    *assistants.IN_THE_DIALOG,
    *runs.IN_DIALOGS,
)

_BY_ID = {key.id: key for key in KEYS}


def bindings(*places: Place) -> list[Binding]:
    """The bindings of a widget or screen."""
    return [
        Binding(
            key.keys or unbound(key.id),
            key.bound,
            key.title,
            show=False,
            id=key.id,
            priority=key.priority,
        )
        for key in KEYS
        if key.place in places
    ]


def unbound(id: str) -> str:
    """A key that no terminal sends: what has none is bound to it, so that `[keys]` can give it another."""
    return f"unbound_{id}"


def keymap_for(overrides: Iterable[tuple[str, str]], send_key: str) -> dict[str, str]:
    """The user's own keys, with Enter and Ctrl+J changed over where that is wished."""
    keymap = {}
    if send_key == "ctrl+j":
        keymap = {"composer.send": "ctrl+j", "composer.newline": "enter,shift+enter"}
    own = {name: ",".join(key.strip() for key in keys.split(",")) for name, keys in overrides}
    return keymap | own


def row(id: str) -> Key:
    """The row of an id. Raises `KeyError` where there is none."""
    return _BY_ID[id]


def unknown_ids(overrides: Iterable[str]) -> list[str]:
    """Ids of the configuration that name no key here."""
    return sorted(set(overrides) - set(_BY_ID))


def clashes(keymap: Mapping[str, str]) -> list[str]:
    """Sentences about keys of the user's keymap that take each other's place."""
    by_key: dict[str, list[Key]] = {}
    for key in KEYS:
        for name in filter(None, keymap.get(key.id, key.keys).split(",")):
            by_key.setdefault(name, []).append(key)
    return [
        f"{shown_key(name)} is given to both {one.id} and {other.id}."
        for name, keys in by_key.items()
        for one, other in combinations(keys, 2)
        if _clash(name, one, other, keymap)
    ]


def _clash(name: str, one: Key, other: Key, keymap: Mapping[str, str]) -> bool:
    """Whether one of them does not get the key, though the user gave it.

    What lies further in gets it, and so may take a key from what lies around it, but not from what has
    priority there. Where the tables themselves have it so, all is well.
    """
    if one.bound == other.bound:
        return False
    if one.place == other.place:
        return one.id in keymap or other.id in keymap
    if one.place in around(other.place):
        outer, inner = one, other
    elif other.place in around(one.place):
        outer, inner = other, one
    else:
        return False
    meant = all(name in key.keys.split(",") for key in (outer, inner))
    return not meant and (outer.id in keymap or (outer.priority and inner.id in keymap))


_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "question_mark": "?",
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


def hinted(hint: str, keymap: Mapping[str, str]) -> str:
    """The keys of a hint, which names ids of the tables, apart by blanks, or is a key as people write it."""
    if "." not in hint:
        return hint
    return " ".join(filter(None, (shown_key_of(row(name), keymap) for name in hint.split())))


def shown_keys(key: Key, keymap: Mapping[str, str]) -> str:
    """All keys that do this, as people write them."""
    return " ".join(map(shown_key, filter(None, keymap.get(key.id, key.keys).split(","))))


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
