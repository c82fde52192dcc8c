"""Fields of a JSON object of unknown shape: what is not of the wanted kind counts as not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


def mapping(value: object) -> Mapping[str, object]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """An array, or an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str:
    """A string, or an empty one; lone surrogates, which no request can carry, become a mark."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


_FIRST = 2 * 86_400
"""Earlier is no moment: programs write the epoch, in whatever zone they are, where they know none."""


def seconds(value: object) -> int | None:
    """A moment in Unix seconds, from a number or an ISO 8601 text; None for anything else.

    A text without a time zone is taken as UTC; metadata carries numbers as text.
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, str) and value.isdecimal() and len(value) > 8:
            value = int(value)
        if isinstance(value, int | float):
            return int(value) if _FIRST < value < 1e11 else None
        moment = datetime.fromisoformat(str(value))
        since = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
        return since if since > _FIRST else None
    except (ValueError, OverflowError):
        return None


def pairs(value: object) -> dict[str, str]:
    """Metadata within the API's limits of 64 and 512 characters; what is longer is cut."""
    return {
        text(name)[:64]: text(one)[:512]
        for name, one in mapping(value).items()
        if isinstance(one, str) and name
    }
