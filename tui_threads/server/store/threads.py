"""Stored threads."""

from __future__ import annotations

from sqlalchemy import case, delete, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.ids import now_in_microseconds
from tui_threads.server.problems import not_found
from tui_threads.server.store.rows import Condition, Rows
from tui_threads.server.tables import deleted_threads, messages
from tui_threads.server.tables import threads as table
from tui_threads.wire.threads import Thread

_others = table.alias()
_REMEMBERED = 1_000
"""Deleted threads whose ids are kept."""


class ThreadRows(Rows[Thread]):
    """Threads; their title is a column of its own, which the search looks into.

    To make a thread, or to touch it, puts it first in the order of activity.
    """

    def write(self, item: Thread) -> dict[str, object]:
        return {**super().write(item), "title": title_of(item)}

    async def insert(self, connection: AsyncConnection, *items: Thread, **more: object) -> None:
        await super().insert(connection, *items, **more)
        for item in items:
            await self.touch(connection, item.id)

    async def touch(self, connection: AsyncConnection, id: str) -> None:
        """Note that something in the thread changes; before the change, so that writers take turns.

        Where the clock was put back, the moment is right after the newest there is.
        """
        newest = select(func.max(_others.c.touched)).scalar_subquery()
        now = now_in_microseconds()
        await self.update(connection, id, {"touched": case((newest >= now, newest + 1), else_=now)})

    async def delete(self, connection: AsyncConnection, id: str, *where: Condition) -> None:
        await super().delete(connection, id, *where)
        noted = await connection.execute(insert(deleted_threads).values(id=id))
        (seq,) = noted.inserted_primary_key or (0,)
        await connection.execute(delete(deleted_threads).where(deleted_threads.c.seq <= seq - _REMEMBERED))

    async def deleted_last(self, connection: AsyncConnection, limit: int) -> tuple[str, ...]:
        """Ids of the threads that were deleted last, the last one first."""
        newest = select(deleted_threads.c.id).order_by(deleted_threads.c.seq.desc()).limit(limit)
        return tuple((await connection.execute(newest)).scalars())

    async def lock(self, connection: AsyncConnection, id: str) -> Thread:
        """Read a thread and keep every other writer off it until the transaction ends.

        Raises:
            ApiProblem: 404, there is none.
        """
        found = await connection.execute(self.columns().where(table.c.id == id).with_for_update())
        row = found.one_or_none()
        if row is None:
            raise not_found(self.kind, id)
        return self.read(row)

    async def require(self, connection: AsyncConnection, id: str) -> None:
        """Raise the 404 of a thread that is not there."""
        found = await connection.execute(select(table.c.seq).where(table.c.id == id))
        if found.one_or_none() is None:
            raise not_found(self.kind, id)


def title_of(thread: Thread) -> str:
    """The title that clients keep in the metadata, or nothing."""
    title = thread.metadata.get("title")
    return title if isinstance(title, str) else ""


def matching(q: str) -> Condition:
    """Threads with these words in their title or in one of their messages, in any letter case."""
    said = exists().where(messages.c.thread_id == table.c.id, messages.c.text.icontains(q, autoescape=True))
    return or_(table.c.title.icontains(q, autoescape=True), said)


BY_ACTIVITY = (table.c.touched, table.c.seq)
"""The order in which things changed in threads."""

threads = ThreadRows(table, Thread, "thread")
