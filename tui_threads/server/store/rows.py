"""Objects of the API as rows of a table that has a column for each of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.problems import not_found
from tui_threads.server.store.paging import Cursor, ListQuery, Order, cut, window
from tui_threads.wire.base import WireModel
from tui_threads.wire.lists import Page

Object = TypeVar("Object", bound=WireModel)

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Rows(Generic[Object]):
    """One kind of object in its table. Every method runs on a connection, so that callers group writes."""

    table: Table
    model: type[Object]
    kind: str
    """The API's word for it in error texts, such as `thread`."""

    def columns(self) -> Select[tuple[object, ...]]:
        """Just the columns that the model knows."""
        return select(*(column for column in self.table.c if column.name in self.model.model_fields))

    def read(self, row: Row[tuple[object, ...]]) -> Object:
        """The object of a row of `columns`."""
        return self.model.model_validate(row._mapping)

    def write(self, item: Object) -> dict[str, object]:
        """The row of an object."""
        fields = item.model_dump(mode="json")
        return {name: fields.get(name) for name in self.model.model_fields if name in self.table.c}

    async def insert(self, connection: AsyncConnection, *items: Object, **more: object) -> None:
        """Store new objects in the order given; `more` are columns that the API does not show."""
        if items:
            await connection.execute(insert(self.table), [{**self.write(item), **more} for item in items])

    async def find(self, connection: AsyncConnection, id: str, *where: Condition) -> Object | None:
        """The object with this id, where it fits the conditions too."""
        found = await connection.execute(self.columns().where(self.table.c.id == id, *where))
        row = found.one_or_none()
        return None if row is None else self.read(row)

    async def get(self, connection: AsyncConnection, id: str, *where: Condition) -> Object:
        """As `find`.

        Raises:
            ApiProblem: 404, there is none.
        """
        item = await self.find(connection, id, *where)
        if item is None:
            raise not_found(self.kind, id)
        return item

    async def all(self, connection: AsyncConnection, *where: Condition) -> list[Object]:
        """Every object that fits, oldest first."""
        found = await connection.execute(self.columns().where(*where).order_by(self.table.c.seq))
        return [self.read(row) for row in found]

    async def update(
        self, connection: AsyncConnection, id: str, values: Mapping[str, object], *where: Condition
    ) -> bool:
        """Change columns; False where no such row fits the conditions."""
        change = update(self.table).where(self.table.c.id == id, *where).values(values)
        return (await connection.execute(change)).rowcount > 0

    async def delete(self, connection: AsyncConnection, id: str, *where: Condition) -> None:
        """Remove one object.

        Raises:
            ApiProblem: 404, there is none.
        """
        gone = await connection.execute(delete(self.table).where(self.table.c.id == id, *where))
        if gone.rowcount == 0:
            raise not_found(self.kind, id)

    async def page(
        self, connection: AsyncConnection, query: ListQuery, *where: Condition, by: Order = ()
    ) -> Page[Object]:
        """One page of the objects that fit.

        Args:
            by: the order; that of creation where none is given.

        Raises:
            ApiProblem: 404, a cursor names no such object.
        """
        by = by or (self.table.c.seq,)
        after = await self._cursor(connection, query.after, where, by)
        before = await self._cursor(connection, query.before, where, by)
        asked = window(self.columns().where(*where), by, query, after, before)
        rows, has_more = cut((await connection.execute(asked)).all(), query)
        items = tuple(self.read(row) for row in rows)
        return Page(
            data=items,
            first_id=_id_of(items[:1]),
            last_id=_id_of(items[-1:]),
            has_more=has_more,
        )

    async def _cursor(
        self, connection: AsyncConnection, id: str | None, where: Sequence[Condition], by: Order
    ) -> Cursor | None:
        if id is None:
            return None
        found = await connection.execute(select(*by).where(self.table.c.id == id, *where))
        places = found.one_or_none()
        if places is None:
            raise not_found(self.kind, id)
        return Cursor(tuple(places))


def _id_of(items: Sequence[WireModel]) -> str | None:
    return str(getattr(items[0], "id")) if items else None  # noqa: B009
