"""Pages by cursor: the first costs what the ten-thousandth costs, and added items shift nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from sqlalchemy import Column, Select

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which page of a list is asked for; cursors are exclusive."""

    limit: int
    order: Literal["asc", "desc"]
    after: str | None
    before: str | None


class Cursor(NamedTuple):
    """Where a page begins or ends."""

    seq: int


def window(
    rows: Select[tuple[object, ...]],
    seq: Column[int],
    query: ListQuery,
    after: Cursor | None,
    before: Cursor | None,
) -> Select[tuple[object, ...]]:
    """Narrow `rows` to the page and one row more, which tells whether others follow.

    With `before` alone it is the page nearest that cursor, read away from it; `cut` turns it round again.
    """
    ascending = query.order == "asc"
    if after is not None:
        rows = rows.where(seq > after.seq if ascending else seq < after.seq)
    if before is not None:
        rows = rows.where(seq < before.seq if ascending else seq > before.seq)
    if _backwards(query):
        ascending = not ascending
    return rows.order_by(seq.asc() if ascending else seq.desc()).limit(query.limit + 1)


def cut(found: Sequence[Item], query: ListQuery) -> tuple[Sequence[Item], bool]:
    """The page in the order asked for, and whether there is more in the direction it was read."""
    page = found[: query.limit]
    if _backwards(query):
        page = page[::-1]
    return page, len(found) > query.limit


def _backwards(query: ListQuery) -> bool:
    return query.before is not None and query.after is None
