"""Cancels runs, wherever they are driven."""

from __future__ import annotations

from tui_threads.server.problems import ApiProblem, bad_request
from tui_threads.server.running.endings import end
from tui_threads.server.running.journal import Fact
from tui_threads.server.running.resuming import open_work, resume
from tui_threads.server.running.retelling import load
from tui_threads.server.state import State
from tui_threads.server.store.runs import runs
from tui_threads.server.store.threads import threads
from tui_threads.wire.runs import Run


async def cancel(state: State, thread_id: str, run_id: str) -> Run:
    """Ask for a run to end, and tell what became of it at once: `cancelling` mostly.

    Raises:
        ApiProblem: 400 when it is over or being cancelled already.
    """
    async with state["database"].read() as connection:
        stored = await load(connection, thread_id, run_id)
    if stored.run.status not in ("queued", "in_progress", "requires_action"):
        raise _too_late(stored.run)
    run = await state["runner"].cancel(run_id)
    if run is None:
        return await _cancel_elsewhere(state, thread_id, run_id)
    if run.status != "cancelling":
        raise _too_late(run)
    return run


async def _cancel_elsewhere(state: State, thread_id: str, run_id: str) -> Run:
    """A run that nobody drives ends here; one that another process drives is marked for that process."""
    async with state["database"].write() as connection:
        await threads.lock(connection, thread_id)
        stored = await load(connection, thread_id, run_id)
        if stored.run.status in ("queued", "in_progress"):
            await runs.update(connection, run_id, {"status": "cancelling"})
            return stored.run.model_copy(update={"status": "cancelling"})
        if stored.run.status != "requires_action":
            raise _too_late(stored.run)
        cancelling = stored.run.model_copy(update={"status": "cancelling", "required_action": None})
        journal = await resume(state["database"], connection, state["runner"].owner, stored)
        facts = [
            Fact(cancelling, ("thread.run.cancelling",)),
            *end("cancelled", cancelling, open_work(stored), usage=stored.run.usage),
        ]
        await journal.write(connection, *facts)
    return cancelling


def _too_late(run: Run) -> ApiProblem:
    return bad_request(f"Cannot cancel run with status '{run.status}'.")
