"""One page of a list.

Fields: OpenAI's OpenAPI document (List*Response).
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from tui_threads.wire.base import NullAs, StringOrEmpty, WireModel

__all__ = ["Page"]

T = TypeVar("T")


class Page(WireModel, Generic[T]):
    """A page of objects, in the order asked for. An empty page has no ids."""

    object: StringOrEmpty = "list"
    data: Annotated[tuple[T, ...], NullAs(tuple)] = ()
    first_id: str | None = None
    last_id: str | None = None
    has_more: Annotated[bool, NullAs(bool)] = False
    """Whether more items follow. Servers that do not say are read as false."""
