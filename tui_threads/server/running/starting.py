"""Makes runs: checks, stores and hands them to the runner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.creation import new_message, new_run, new_thread
from tui_threads.server.resources import attach, given_resources, require_files
from tui_threads.server.running.journal import Fact, Log, RunJournal
from tui_threads.server.state import State
from tui_threads.server.store.assistants import assistants
from tui_threads.server.store.messages import messages
from tui_threads.server.store.runs import runs
from tui_threads.server.store.threads import threads
from tui_threads.server.validation import check_id
from tui_threads.wire.params_messages import CreateMessage
from tui_threads.wire.params_runs import CreateRun, CreateThreadAndRun
from tui_threads.wire.params_threads import CreateThread
from tui_threads.wire.runs import Run
from tui_threads.wire.threads import Thread

_BEGUN = ("thread.run.created", "thread.run.queued")


async def start_run(state: State, thread_id: str, params: CreateRun) -> RunJournal:
    """A run on a thread; its additional messages are stored with it or not at all.

    Raises:
        ApiProblem: 404 for an unknown thread or assistant, 400 for a thread with an active run.
    """
    added = params.additional_messages or ()
    await require_files(state, added)
    if added:
        async with state["database"].read() as connection:
            await runs.refuse_run_if_locked(connection, thread_id)
        await attach(state, thread_id, added)
    async with state["database"].write() as connection:
        await threads.lock(connection, thread_id)
        await runs.refuse_run_if_locked(connection, thread_id)
        run = await _run(connection, thread_id, params)
        journal = RunJournal(state["database"], state["runner"].owner, run, run.model)
        await _add(connection, thread_id, added)
        rows = await journal.write(connection, Fact(run, _BEGUN))
    journal.tell(rows, Fact(run, _BEGUN))
    state["runner"].take_up(journal)
    return journal


async def start_thread_and_run(state: State, params: CreateThreadAndRun) -> RunJournal:
    """A thread and a run on it, both or neither."""
    wanted = params.thread or CreateThread()
    thread = new_thread(wanted, await given_resources(state, wanted.tool_resources, wanted.messages or ()))
    async with state["database"].write() as connection:
        run = await _run(connection, thread.id, params)
        await threads.insert(connection, thread)
        await _add(connection, thread.id, wanted.messages or ())
        journal = RunJournal(state["database"], state["runner"].owner, run, run.model, log=_made(thread))
        rows = await journal.write(connection, Fact(run, _BEGUN))
    journal.feed.publish("thread.created", thread.model_dump_json())
    journal.tell(rows, Fact(run, _BEGUN))
    state["runner"].take_up(journal)
    return journal


def _made(thread: Thread) -> Log:
    return (("thread.created", thread.id),)


async def _run(connection: AsyncConnection, thread_id: str, params: CreateRun | CreateThreadAndRun) -> Run:
    assistant_id = check_id(params.assistant_id, "assistant_id")
    return new_run(thread_id, await assistants.get(connection, assistant_id), params)


async def _add(connection: AsyncConnection, thread_id: str, wanted: Sequence[CreateMessage]) -> None:
    await messages.insert(connection, *(new_message(thread_id, params) for params in wanted))
