"""Whether something is the name of a key, as Textual and the configuration write it."""

from __future__ import annotations

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
_NAMES = frozenset(key.value.rpartition("+")[2] for key in Keys) | frozenset(KEY_NAME_REPLACEMENTS.values())


def strange_key(keys: str) -> str | None:
    """A sentence about the first of some keys, apart by commas, that is none; None where all are keys."""
    for key in keys.split(","):
        *modifiers, name = key.strip().split("+") if key.strip() != "+" else ["+"]
        if not (set(modifiers) <= _MODIFIERS and _is_key(name)):
            return f"{key.strip()!r} is no key; write it as f11, ctrl+n, shift+up, slash or x."
    return None


def _is_key(name: str) -> bool:
    if len(name) == 1 or name in _NAMES:
        return True
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True
