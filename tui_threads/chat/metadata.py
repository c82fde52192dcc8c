"""A thread's metadata: which pairs are the program's own, and what the API allows.

Limits: OpenAI's OpenAPI document (Metadata): 16 pairs, keys of 64 and values of 512 characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_threads.chat.outbox import CLIENT_KEY

MOST_PAIRS, LONGEST_KEY, LONGEST_VALUE = 16, 64, 512

_OWN = frozenset({"title", "pinned", "archived", CLIENT_KEY})
_OWN_BEGINNINGS = ("forked_", "imported_", "original_")


def is_own(name: str) -> bool:
    """Whether the program itself keeps this pair, so that it is shown and not edited."""
    return name in _OWN or name.startswith(_OWN_BEGINNINGS)


def own_pairs(metadata: Mapping[str, str]) -> dict[str, str]:
    """The pairs that the program keeps."""
    return {name: value for name, value in metadata.items() if is_own(name)}


def free_pairs(metadata: Mapping[str, str]) -> dict[str, str]:
    """The pairs that are the user's."""
    return {name: value for name, value in metadata.items() if not is_own(name)}


def complaint(name: str, value: str, names: Sequence[str]) -> str | None:
    """What is wrong with a pair in one sentence, or None.

    Args:
        names: all names there are, this one among them.
    """
    if not name:
        return "Give it a name, or take the value away." if value else None
    if is_own(name):
        return f"{name} is kept by the program; choose another name."
    if len(name) > LONGEST_KEY:
        return f"The name has {len(name)} characters; at most {LONGEST_KEY} are allowed."
    if len(value) > LONGEST_VALUE:
        return f"The value has {len(value)} characters; at most {LONGEST_VALUE} are allowed."
    if names.count(name) > 1:
        return f"There is another pair named {name}."
    return None
