"""When things were said: before they were brought in from elsewhere, where they were said first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Said(Protocol):
    """A thread or message, or what a list tells of one."""

    @property
    def created_at(self) -> int: ...

    @property
    def metadata(self) -> Mapping[str, object]: ...


def original_moment(thing: Said) -> int | None:
    """When it was said where it was brought in from, in Unix seconds; None where it was said here."""
    original = thing.metadata.get("original_created_at")
    return int(original) if isinstance(original, str) and original.isdecimal() else None


def said_at(thing: Said) -> int:
    """When it was said, in Unix seconds."""
    original = original_moment(thing)
    return thing.created_at if original is None else original
