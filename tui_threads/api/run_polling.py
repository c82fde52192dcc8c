"""Following a run by asking for it again and again."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Final, Literal

from tui_threads.api.calls import Call, RequestOptions, path, query
from tui_threads.api.connection import Connection
from tui_threads.api.errors import ApiStatusError
from tui_threads.api.pages import Listing
from tui_threads.wire.events import (
    RunEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageIncomplete,
    ThreadRunCancelled,
    ThreadRunCancelling,
    ThreadRunCompleted,
    ThreadRunExpired,
    ThreadRunFailed,
    ThreadRunIncomplete,
    ThreadRunInProgress,
    ThreadRunQueued,
    ThreadRunRequiresAction,
    ThreadRunStepCancelled,
    ThreadRunStepCompleted,
    ThreadRunStepExpired,
    ThreadRunStepFailed,
    ThreadRunStepInProgress,
)
from tui_threads.wire.lists import Page
from tui_threads.wire.messages import Message
from tui_threads.wire.params_lists import ListMessages, ListParams
from tui_threads.wire.runs import FINAL_RUN_STATUSES, Run
from tui_threads.wire.steps import RunStep

__all__ = ["is_run_over", "poll_events", "poll_run", "run_path"]

_RUN_EVENTS: Final[Mapping[str, type[RunEvent]]] = {
    "queued": ThreadRunQueued,
    "in_progress": ThreadRunInProgress,
    "requires_action": ThreadRunRequiresAction,
    "cancelling": ThreadRunCancelling,
    "cancelled": ThreadRunCancelled,
    "failed": ThreadRunFailed,
    "completed": ThreadRunCompleted,
    "incomplete": ThreadRunIncomplete,
    "expired": ThreadRunExpired,
}

_StepEvent = (
    ThreadRunStepInProgress
    | ThreadRunStepCompleted
    | ThreadRunStepFailed
    | ThreadRunStepCancelled
    | ThreadRunStepExpired
)

_STEP_EVENTS: Final[Mapping[str, type[_StepEvent]]] = {
    "in_progress": ThreadRunStepInProgress,
    "completed": ThreadRunStepCompleted,
    "failed": ThreadRunStepFailed,
    "cancelled": ThreadRunStepCancelled,
    "expired": ThreadRunStepExpired,
}


def is_run_over(run: Run) -> bool:
    """Whether a run waits for nothing but its caller: it is final, or needs the outputs of tools."""
    return run.status in FINAL_RUN_STATUSES or run.status == "requires_action"


def run_path(thread_id: str, run_id: str, *more: str) -> str:
    """The path of a run, or of what hangs on it."""
    return path("threads", "{thread_id}", "runs", "{run_id}", *more, thread_id=thread_id, run_id=run_id)


async def poll_run(
    connection: Connection,
    thread_id: str,
    run_id: str,
    interval_ms: int | None,
    options: RequestOptions | None = None,
) -> AsyncGenerator[Run, None]:
    """The run each time it was asked for, the last time when it is over.

    Waits `interval_ms` between, or what the server's `openai-poll-after-ms` asks for, or a second.
    """
    headers = {"X-Stainless-Poll-Helper": "true"}
    if interval_ms is not None:
        headers["X-Stainless-Custom-Poll-Interval"] = str(interval_ms)
    call = Call("GET", run_path(thread_id, run_id), headers=headers, options=options or {})
    while True:
        run, answered = await connection.call_with_headers(Run, call)
        yield run
        if is_run_over(run):
            return
        asked = answered.get("openai-poll-after-ms", "")
        wait = interval_ms if interval_ms is not None else int(asked) if asked.isdecimal() else 1000
        await connection.clock.sleep(wait / 1000)


async def poll_events(
    connection: Connection, thread_id: str, run_id: str, known: Run | None
) -> AsyncGenerator[StreamEvent, None]:
    """Events that make up for a lost stream: changes of state, then steps and messages, then the end."""
    status = known.status if known is not None else None
    async for run in poll_run(connection, thread_id, run_id, None):
        event = _RUN_EVENTS.get(run.status)
        if is_run_over(run):
            async for made in _what_it_made(connection, thread_id, run_id):
                yield made
        if event is not None and (run.status != status or is_run_over(run)):
            status = run.status
            yield event(run)


async def _what_it_made(
    connection: Connection, thread_id: str, run_id: str
) -> AsyncGenerator[StreamEvent, None]:
    order: Mapping[str, Literal["asc"] | int] = {"order": "asc", "limit": 100}
    where = run_path(thread_id, run_id, "steps")
    try:
        async for step in Listing(connection, Page[RunStep], Call("GET", where, query(ListParams, order))):
            step_event = _STEP_EVENTS.get(step.status)
            if step_event is not None:
                yield step_event(step)
    except ApiStatusError as error:
        if error.status_code not in {400, 404, 405, 501}:  # servers without steps still have messages
            raise
    where = path("threads", "{thread_id}", "messages", thread_id=thread_id)
    fields = {**order, "run_id": run_id}
    async for message in Listing(connection, Page[Message], Call("GET", where, query(ListMessages, fields))):
        if message.run_id == run_id:
            incomplete = message.status == "incomplete"
            yield (ThreadMessageIncomplete if incomplete else ThreadMessageCompleted)(message)
