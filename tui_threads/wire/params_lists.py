"""Queries of lists, and what all request bodies share.

Limits: OpenAI's OpenAPI document. Numbers of a query come as text and are read so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tui_threads.wire.base import WireParams

__all__ = [
    "ListMessages",
    "ListParams",
    "ListThreads",
    "MetadataParam",
    "String",
    "string_or_array",
    "string_or_object",
]

String = Annotated[str, StringConstraints(strict=True)]
"""A string; a number is refused."""

MetadataParam = Annotated[
    dict[
        Annotated[str, StringConstraints(strict=True, max_length=64)],
        Annotated[str, StringConstraints(strict=True, max_length=512)],
    ],
    Field(max_length=16),
]
"""At most 16 pairs, keys of at most 64 and values of at most 512 characters."""


def string_or_array(value: object) -> str | None:
    """Which branch of a union a value means: for `Discriminator`, with the tags `string` and `array`."""
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list | tuple) else None


def string_or_object(value: object) -> str | None:
    """As `string_or_array`, with the tags `string` and `object`."""
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping | WireParams) else None


class ListParams(WireParams):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=100)] | None = None
    """1 to 100; 20 when not given."""
    order: Literal["asc", "desc"] | None = None
    """By creation; `desc`, newest first, when not given."""
    after: str | None = None
    """Only what follows the object of this id, in the chosen order."""
    before: str | None = None
    """Only what precedes the object of this id, in the chosen order."""


class ListMessages(ListParams):
    """Which messages of a thread."""

    run_id: str | None = None
    """Only messages of this run."""


class ListThreads(ListParams):
    """Which threads; an extension of our own server."""

    q: str | None = None
    """Only threads in which these words occur."""
    order_by: Literal["created", "activity"] | None = None
    """`activity` is the order in which something last changed in them; `created` when not given."""
