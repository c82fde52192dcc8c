"""What a step of a conversation changed, so that a view redraws that and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reset:
    """Everything is different."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """Entries now stand at `index` and after, in this order."""

    index: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An entry has another content, or (`new_key`) was taken over by another entry at its place."""

    key: str
    new_key: str | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """A text part of a message grew at its end."""

    key: str
    part: int
    """Index of the content block."""
    text: str
    """The words that are new."""


@dataclass(frozen=True, slots=True)
class Removed:
    """An entry is gone."""

    key: str


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """`Conversation.phase` or `Conversation.run` is different."""


Op = Reset | Inserted | Replaced | Extended | Removed | PhaseChanged


@dataclass(frozen=True, slots=True)
class Change:
    """Changes in the order they happened."""

    ops: tuple[Op, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ops)

    def __add__(self, other: Change) -> Change:
        return Change(self.ops + other.ops)


NOTHING = Change()
EVERYTHING = Change((Reset(),))
