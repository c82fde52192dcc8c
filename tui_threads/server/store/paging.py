"""Pages by cursor: the first costs what the ten-thousandth costs, and added items shift nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from sqlalchemy import Column, ColumnElement, Select, tuple_

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which page of a list is asked for; cursors are exclusive."""

    limit: int
    order: Literal["asc", "desc"]
    after: str | None
    before: str | None


class Cursor(NamedTuple):
    """Where a page begins or ends: a row's place in each of the columns that a list is ordered by."""

    places: tuple[int, ...]


Order = Sequence[Column[int]]
"""The columns that a list is ordered by, the first one first; together they are different for each row."""


def window(
    rows: Select[tuple[object, ...]],
    by: Order,
    query: ListQuery,
    after: Cursor | None,
    before: Cursor | None,
) -> Select[tuple[object, ...]]:
    """Narrow `rows` to the page and one row more, which tells whether others follow.

    With `before` alone it is the page nearest that cursor, read away from it; `cut` turns it round again.
    """
    ascending = query.order == "asc"
    if after is not None:
        rows = rows.where(_beyond(by, after, up=ascending))
    if before is not None:
        rows = rows.where(_beyond(by, before, up=not ascending))
    if _backwards(query):
        ascending = not ascending
    return rows.order_by(*(one.asc() if ascending else one.desc() for one in by)).limit(query.limit + 1)


def _beyond(by: Order, cursor: Cursor, *, up: bool) -> ColumnElement[bool]:
    if len(by) == 1:
        return by[0] > cursor.places[0] if up else by[0] < cursor.places[0]
    return tuple_(*by) > cursor.places if up else tuple_(*by) < cursor.places


def cut(found: Sequence[Item], query: ListQuery) -> tuple[Sequence[Item], bool]:
    """The page in the order asked for, and whether there is more in the direction it was read."""
    page = found[: query.limit]
    if _backwards(query):
        page = page[::-1]
    return page, len(found) > query.limit


def _backwards(query: ListQuery) -> bool:
    return query.before is not None and query.after is None
