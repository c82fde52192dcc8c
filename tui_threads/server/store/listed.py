"""Threads as the list of threads tells them: with what was said last, and the run that locks them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.store.runs import is_active
from tui_threads.server.tables import messages, runs, threads
from tui_threads.wire.extensions import SNIPPET_LENGTH, LastMessage, ListedThread, ThreadPage
from tui_threads.wire.lists import Page
from tui_threads.wire.threads import Thread


async def listed(
    connection: AsyncConnection, page: Page[Thread], deleted: tuple[str, ...] | None
) -> Page[ListedThread]:
    """The same page; it costs two queries, whatever was said in its threads.

    Args:
        deleted: Ids of the threads that were deleted last, where they are to be told.
    """
    ids = [thread.id for thread in page.data]
    last, active = await _last(connection, ids), await _active(connection, ids)
    told = tuple(
        ListedThread(
            **{name: getattr(thread, name) for name in Thread.model_fields},
            last_message=last.get(thread.id),
            active_run_id=active.get(thread.id),
        )
        for thread in page.data
    )
    plain = Page[ListedThread](
        data=told, first_id=page.first_id, last_id=page.last_id, has_more=page.has_more
    )
    return plain if deleted is None else ThreadPage(**dict(plain), deleted=deleted)


async def _last(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, LastMessage]:
    newest = (
        select(messages.c.seq)
        .where(messages.c.thread_id == threads.c.id)
        .order_by(messages.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = await connection.execute(
        select(
            messages.c.thread_id,
            messages.c.id,
            messages.c.created_at,
            messages.c.role,
            messages.c.metadata,
            func.substr(messages.c.text, 1, SNIPPET_LENGTH).label("snippet"),
        ).where(messages.c.seq.in_(select(newest).where(threads.c.id.in_(ids))))
    )
    return {
        row.thread_id: LastMessage(
            id=row.id, created_at=row.created_at, role=row.role, snippet=row.snippet, metadata=row.metadata
        )
        for row in found
    }


async def _active(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, str]:
    found = await connection.execute(
        select(runs.c.thread_id, runs.c.id).where(runs.c.thread_id.in_(ids), is_active())
    )
    return {row.thread_id: row.id for row in found}
