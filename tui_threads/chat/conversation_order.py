"""Where run steps and notices of runs stand among the messages of a stored thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tui_threads.chat.entries import Entry, MessageEntry, RunEntry, StepEntry
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import MessageCreationStepDetails, RunStep, ToolCallsStepDetails


def run_key(run: Run) -> str:
    """Key of the notice of a run."""
    return f"end:{run.id}"


def arranged(messages: Sequence[Message], steps: Sequence[RunStep], runs: Sequence[Run]) -> list[Entry]:
    """Entries in display order.

    A step that called tools stands before the message its run wrote next; one that was followed by none,
    and the notice of a run, after the run's last message, or where their time falls.

    Args:
        messages: Oldest first.
        steps: Any order; steps of one second keep theirs.
        runs: Any order.
    """
    if not steps and not runs:
        return [MessageEntry(message.id, message) for message in messages]
    known = {message.id for message in messages}
    before: dict[str, list[Entry]] = defaultdict(list)
    after: dict[str | None, list[Entry]] = defaultdict(list)
    waiting: dict[str, list[RunStep]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: step.created_at):
        details = step.step_details
        if isinstance(details, ToolCallsStepDetails):
            waiting[step.run_id].append(step)
        elif isinstance(details, MessageCreationStepDetails):
            target = details.message_creation.message_id
            if target in known:
                before[target].extend(StepEntry(one.id, one) for one in waiting.pop(step.run_id, ()))
    for left in waiting.values():
        for step in left:
            after[_place(messages, step.run_id, step.created_at)].append(StepEntry(step.id, step))
    for run in sorted(runs, key=lambda run: run.created_at):
        if worth_notice(run, messages):
            after[_place(messages, run.id, run.created_at)].append(RunEntry(run_key(run), run))
    out = list(after[None])
    for message in messages:
        out.extend(before[message.id])
        out.append(MessageEntry(message.id, message))
        out.extend(after[message.id])
    return out


def worth_notice(run: Run, messages: Iterable[Message]) -> bool:
    """Whether a run's end needs a line of its own: not where its incomplete message says it already."""
    if run.status in ("failed", "expired"):
        return True
    return run.status in ("incomplete", "cancelled") and not any(
        message.run_id == run.id and message.status == "incomplete" for message in messages
    )


def _place(messages: Sequence[Message], run_id: str, created_at: int) -> str | None:
    """The message after which something of a run stands; None: before all of them."""
    own = next((message.id for message in reversed(messages) if message.run_id == run_id), None)
    if own is not None:
        return own
    return next((message.id for message in reversed(messages) if message.created_at <= created_at), None)
