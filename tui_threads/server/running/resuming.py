"""Takes up runs that nobody drives: those that wait for somebody, and those whose process died."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.database import Database
from tui_threads.server.running.endings import Ending, OpenWork, end
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.retelling import StoredRun, load, retell
from tui_threads.server.store.runs import runs
from tui_threads.server.store.threads import threads
from tui_threads.wire.runs import LastError

_DIED = "The server ended unexpectedly while this run was active; what had been written is kept."


async def resume(
    database: Database, connection: AsyncConnection, owner: str, stored: StoredRun
) -> RunJournal:
    """Make a run this process's own: its journal, to be written on from where it is."""
    run = stored.run
    await runs.update(connection, run.id, {"owner": owner})
    journal = RunJournal(database, owner, run, stored.asked_model, log=stored.log, feed=retell(stored))
    journal.know(run, *stored.steps.values(), *stored.messages.values())
    return journal


def open_work(stored: StoredRun) -> OpenWork:
    """What a run that nobody drives has left unfinished."""
    step = next((step for step in stored.steps.values() if step.status == "in_progress"), None)
    message = next((item for item in stored.messages.values() if item.status == "in_progress"), None)
    return OpenWork(message, step)


async def end_abandoned(
    database: Database, owner: str, thread_id: str, run_id: str, statuses: Sequence[str]
) -> None:
    """End a run that is still in one of these states though nobody drives it, so that its thread is free."""
    async with database.write() as connection:
        await threads.lock(connection, thread_id)
        stored = await load(connection, thread_id, run_id)
        if stored.run.status not in statuses:
            return
        journal = await resume(database, connection, owner, stored)
        ending = _ENDINGS.get(stored.run.status, "failed")
        error = LastError(code="server_error", message=_DIED) if ending == "failed" else None
        facts: list[Fact] = end(ending, stored.run, open_work(stored), usage=stored.run.usage, error=error)
        await journal.write(connection, *facts)


_ENDINGS: dict[str, Ending] = {"cancelling": "cancelled", "requires_action": "expired"}
