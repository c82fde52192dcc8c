"""The events of a run told again from the database: for runs that are over, or live in another process."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.problems import not_found
from tui_threads.server.running.broadcast import RunFeed
from tui_threads.server.running.growth import CallsGrowth, TextGrowth
from tui_threads.server.running.journal import Log
from tui_threads.server.store.messages import messages
from tui_threads.server.store.runs import in_thread, runs, steps
from tui_threads.server.store.threads import threads
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import (
    FINAL_RUN_STATUSES,
    RequiredAction,
    RequiredActionFunction,
    RequiredActionFunctionToolCall,
    RequiredActionSubmitToolOutputs,
    Run,
)
from tui_threads.wire.steps import FunctionToolCall, RunStep, ToolCallsStepDetails
from tui_threads.wire.threads import Thread

RUN_SECONDS = 600
"""A run expires ten minutes after it was created."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run with everything that belongs to it."""

    run: Run
    log: Log
    asked_model: str
    thread: Thread
    steps: dict[str, RunStep] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.run.status in FINAL_RUN_STATUSES


async def load(connection: AsyncConnection, thread_id: str, run_id: str) -> StoredRun:
    """Read a run whole.

    Raises:
        ApiProblem: 404, there is no such run in the thread.
    """
    thread = await threads.get(connection, thread_id)
    table = runs.table
    asked = (
        runs.columns()
        .add_columns(table.c.log, table.c.requested_model)
        .where(table.c.id == run_id, in_thread(thread_id))
    )
    row = (await connection.execute(asked)).one_or_none()
    if row is None:
        raise not_found("run", run_id)
    fields = dict(row._mapping)
    log = fields.pop("log") or ()
    asked_model = str(fields.pop("requested_model"))
    return StoredRun(
        run=Run.model_validate(fields),
        log=tuple((str(name), str(item_id)) for name, item_id in log),
        asked_model=asked_model,
        thread=thread,
        steps={step.id: step for step in await steps.all(connection, steps.table.c.run_id == run_id)},
        messages={
            item.id: item for item in await messages.all(connection, messages.table.c.run_id == run_id)
        },
    )


def retell(stored: StoredRun) -> RunFeed:
    """A feed that holds what readers of this run have been told, at the very same places."""
    feed = RunFeed()
    calls: RunStep | None = None
    fresh = stored.run.model_copy(update={"model": stored.asked_model, "started_at": None})
    run = fresh
    for name, item_id in stored.log:
        kind, _, state = name.rpartition(".")
        match kind:
            case "thread":
                feed.publish(name, stored.thread.model_dump_json())
            case "thread.run":
                run = fresh if state in ("created", "queued") and run is fresh else stored.run
                feed.publish(name, _run_then(run, state, calls).model_dump_json())
            case "thread.run.step":
                calls = _tell_step(feed, name, stored.steps.get(item_id)) or calls
            case _:
                _tell_message(feed, name, stored.messages.get(item_id))
    return feed


def required_action(step: RunStep) -> RequiredAction:
    """What a run waits for after this step."""
    details = step.step_details
    calls = details.tool_calls if isinstance(details, ToolCallsStepDetails) else ()
    wanted = tuple(
        RequiredActionFunctionToolCall(
            id=call.id,
            function=RequiredActionFunction(name=call.function.name, arguments=call.function.arguments),
        )
        for call in calls
        if isinstance(call, FunctionToolCall)
    )
    return RequiredAction(submit_tool_outputs=RequiredActionSubmitToolOutputs(tool_calls=wanted))


def _run_then(run: Run, state: str, calls: RunStep | None) -> Run:
    if state in FINAL_RUN_STATUSES:
        return run
    waits = state == "requires_action" and calls is not None
    return run.model_copy(
        update={
            "status": "queued" if state == "created" else state,
            "required_action": required_action(calls) if waits and calls else None,
            "expires_at": run.created_at + RUN_SECONDS,
            **dict.fromkeys(
                ("completed_at", "failed_at", "cancelled_at", "last_error", "incomplete_details", "usage")
            ),
        }
    )


def _tell_step(feed: RunFeed, name: str, step: RunStep | None) -> RunStep | None:
    """Tell a step's event; the step again when it calls tools."""
    if step is None:
        feed.publish(name, "")
        return None
    calls_tools = step.type == "tool_calls"
    begins = name.endswith((".created", ".in_progress"))
    feed.publish(name, (_step_at_first(step) if begins else step).model_dump_json())
    if calls_tools and name.endswith(".in_progress"):
        feed.begin(CallsGrowth.of(step))
    return step if calls_tools else None


def _step_at_first(step: RunStep) -> RunStep:
    nothing_yet = {"step_details": ToolCallsStepDetails()} if step.type == "tool_calls" else {}
    times = ("completed_at", "failed_at", "cancelled_at", "expired_at", "last_error", "usage")
    return step.model_copy(update={"status": "in_progress", **nothing_yet, **dict.fromkeys(times)})


def _tell_message(feed: RunFeed, name: str, message: Message | None) -> None:
    if message is None:
        feed.publish(name, "")
        return
    if not name.endswith((".created", ".in_progress")):
        feed.publish(name, message.model_dump_json())
        return
    times = ("completed_at", "incomplete_at", "incomplete_details")
    at_first = message.model_copy(update={"status": "in_progress", "content": (), **dict.fromkeys(times)})
    feed.publish(name, at_first.model_dump_json())
    if name.endswith(".in_progress"):
        feed.begin(TextGrowth.of(message))
