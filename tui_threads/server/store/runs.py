"""Stored runs and their steps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.problems import bad_request
from tui_threads.server.store.rows import Condition, Rows
from tui_threads.server.tables import ACTIVE, run_steps
from tui_threads.server.tables import runs as table
from tui_threads.wire.extensions import RunContext
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import RunStep


class RunRows(Rows[Run]):
    """Runs; a thread has at most one that is active, which the database itself sees to."""

    async def active_in(self, connection: AsyncConnection, thread_id: str) -> str | None:
        """The id of the thread's active run."""
        found = await connection.execute(
            select(table.c.id).where(table.c.thread_id == thread_id, is_active())
        )
        return found.scalar_one_or_none()

    async def requested_model(self, connection: AsyncConnection, run_id: str) -> str:
        """The model that was asked for, which may not be the one that answers."""
        found = await connection.execute(select(table.c.requested_model).where(table.c.id == run_id))
        return str(found.scalar_one())

    async def context(self, connection: AsyncConnection, run_id: str) -> RunContext:
        """What the run's model could read."""
        asked = select(table.c.requested_model, table.c.context).where(table.c.id == run_id)
        requested, context = (await connection.execute(asked)).one()
        return RunContext.model_validate({**(context or {}), "run_id": run_id, "requested_model": requested})

    async def refuse_messages_if_locked(self, connection: AsyncConnection, thread_id: str) -> None:
        """Raise the 400 that tells that the thread's run must end first."""
        if run_id := await self.active_in(connection, thread_id):
            raise bad_request(f"Can't add messages to {thread_id} while a run {run_id} is active.")

    async def refuse_run_if_locked(self, connection: AsyncConnection, thread_id: str) -> None:
        """Raise the 400 that tells that there is an active run already."""
        if run_id := await self.active_in(connection, thread_id):
            raise bad_request(f"Thread {thread_id} already has an active run {run_id}.")


def is_active() -> Condition:
    """The run is in a state that locks its thread."""
    return table.c.status.in_(ACTIVE)


def in_thread(thread_id: str) -> Condition:
    """The run belongs to this thread."""
    return table.c.thread_id == thread_id


runs = RunRows(table, Run, "run")
steps = Rows(run_steps, RunStep, "run step")
