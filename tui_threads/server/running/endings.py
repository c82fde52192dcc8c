"""How a run ends: the last states of the run, its step and its message, in the order they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tui_threads.server.ids import now
from tui_threads.server.running.journal import Fact
from tui_threads.wire.messages import IncompleteDetails, Message
from tui_threads.wire.runs import LastError, Run, RunIncompleteDetails, Usage
from tui_threads.wire.steps import RunStep

Ending = Literal["completed", "failed", "cancelled", "incomplete", "expired"]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What a run has begun and not finished."""

    message: Message | None = None
    step: RunStep | None = None
    step_usage: Usage | None = None


_MESSAGE_REASONS: Mapping[Ending, str] = {
    "failed": "run_failed",
    "cancelled": "run_cancelled",
    "incomplete": "max_tokens",
    "expired": "run_expired",
}

_STEP_ENDINGS: Mapping[Ending, Ending] = {
    "completed": "completed",
    "incomplete": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
}


def end(
    ending: Ending,
    run: Run,
    work: OpenWork,
    *,
    usage: Usage | None = None,
    error: LastError | None = None,
    reason: str | None = None,
    message_reason: str | None = None,
) -> list[Fact]:
    """All that is left to note of a run.

    Args:
        usage: of the whole run.
        error: of a failed run.
        reason: of an incomplete run, `max_completion_tokens` or `max_prompt_tokens`.
        message_reason: where the message's reason is not the usual one of this ending.
    """
    facts = []
    if work.message is not None:
        facts.append(end_message(ending, work.message, message_reason))
    if work.step is not None:
        facts.append(_end_step(_STEP_ENDINGS[ending], work.step, work.step_usage, error))
    over = run.model_copy(
        update={
            "status": ending,
            "required_action": None,
            "last_error": error,
            "usage": usage,
            "expires_at": run.expires_at if ending == "expired" else None,
            "incomplete_details": RunIncompleteDetails(reason=reason) if ending == "incomplete" else None,
            **_time_of(ending, ("completed", "failed", "cancelled")),
        }
    )
    return [*facts, Fact(over, (f"thread.run.{ending}",))]


def end_message(ending: Ending, message: Message, reason: str | None = None) -> Fact:
    """The last state of a message."""
    if ending == "completed":
        done = message.model_copy(update={"status": "completed", "completed_at": now()})
        return Fact(done, ("thread.message.completed",))
    details = IncompleteDetails(reason=reason or _MESSAGE_REASONS[ending])
    cut = {"status": "incomplete", "incomplete_at": now(), "incomplete_details": details}
    return Fact(message.model_copy(update=cut), ("thread.message.incomplete",))


def complete_step(step: RunStep, usage: Usage | None) -> Fact:
    """The last state of a step that went well."""
    return _end_step("completed", step, usage, None)


def _end_step(ending: Ending, step: RunStep, usage: Usage | None, error: LastError | None) -> Fact:
    code = "rate_limit_exceeded" if error and error.code == "rate_limit_exceeded" else "server_error"
    over = step.model_copy(
        update={
            "status": ending,
            "usage": usage,
            "last_error": LastError(code=code, message=error.message) if error else None,
            **_time_of(ending, ("completed", "failed", "cancelled", "expired")),
        }
    )
    return Fact(over, (f"thread.run.step.{ending}",))


def _time_of(ending: Ending, timed: tuple[str, ...]) -> dict[str, int]:
    return {f"{ending}_at": now()} if ending in timed else {}
