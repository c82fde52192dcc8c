"""Runs: an assistant's work on a thread.

Fields and states: OpenAI's OpenAPI document (RunObject) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.assistants import AssistantTool, AssistantToolChoiceOption, ResponseFormat
from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none
from tui_threads.wire.threads import ToolResources

__all__ = [
    "ACTIVE_RUN_STATUSES",
    "FINAL_RUN_STATUSES",
    "LastError",
    "RequiredAction",
    "RequiredActionFunction",
    "RequiredActionFunctionToolCall",
    "RequiredActionSubmitToolOutputs",
    "Run",
    "RunIncompleteDetails",
    "RunStatus",
    "TruncationStrategy",
    "Usage",
]

RunStatus = Literal[
    "queued",
    "in_progress",
    "requires_action",
    "cancelling",
    "cancelled",
    "failed",
    "completed",
    "incomplete",
    "expired",
]
"""The documented states; `Run.status` takes others too."""

FINAL_RUN_STATUSES = frozenset({"cancelled", "failed", "completed", "incomplete", "expired"})
"""A run in one of these never changes again."""

ACTIVE_RUN_STATUSES = frozenset({"queued", "in_progress", "requires_action", "cancelling"})
"""A run in one of these locks its thread: no new message, no other run."""


class RequiredActionFunction(WireModel):
    """Which function to call, and with what."""

    name: StringOrEmpty = ""
    arguments: StringOrEmpty = ""
    """JSON text, as the model wrote it: it may be invalid."""


class RequiredActionFunctionToolCall(WireModel):
    """One call the caller must carry out."""

    id: StringOrEmpty = ""
    type: StringOrEmpty = "function"
    function: RequiredActionFunction


class RequiredActionSubmitToolOutputs(WireModel):
    """The calls whose outputs the run waits for."""

    tool_calls: Annotated[tuple[RequiredActionFunctionToolCall, ...], NullAs(tuple)] = ()


class RequiredAction(WireModel):
    """What the run waits for; all outputs are due in one request, before the run's `expires_at`."""

    type: StringOrEmpty = "submit_tool_outputs"
    submit_tool_outputs: RequiredActionSubmitToolOutputs


class LastError(WireModel):
    """Why a run or a step failed."""

    code: StringOrEmpty = ""
    """`server_error`, `rate_limit_exceeded`, and for runs `invalid_prompt`."""
    message: StringOrEmpty = ""


class RunIncompleteDetails(WireModel):
    """Which budget of a run was used up."""

    reason: str | None = Field(default=None, exclude_if=is_none)
    """`max_completion_tokens` or `max_prompt_tokens`."""


class Usage(WireModel):
    """Tokens used."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class TruncationStrategy(WireModel):
    """How a long thread is cut before the model reads it."""

    type: StringOrEmpty = "auto"
    """`auto` or `last_messages`."""
    last_messages: int | None = None
    """How many of the newest messages are kept."""


def _true() -> bool:
    return True


class Run(WireModel):
    """A run of an assistant on a thread."""

    id: str
    object: StringOrEmpty = "thread.run"
    created_at: Timestamp = 0
    """Unix seconds, as all times of a run."""
    thread_id: StringOrEmpty = ""
    assistant_id: StringOrEmpty = ""
    status: StringOrEmpty = ""
    """One of `RunStatus`, or a state that a newer server knows."""
    required_action: RequiredAction | None = None
    """Set while the status is `requires_action`."""
    last_error: LastError | None = None
    expires_at: Timestamp | None = None
    started_at: Timestamp | None = None
    cancelled_at: Timestamp | None = None
    failed_at: Timestamp | None = None
    completed_at: Timestamp | None = None
    incomplete_details: RunIncompleteDetails | None = None
    model: StringOrEmpty = ""
    """The model that answers; may differ from the assistant's."""
    instructions: StringOrEmpty = ""
    tools: Annotated[tuple[AssistantTool, ...], NullAs(tuple)] = ()
    metadata: Metadata = Field(default_factory=dict)
    usage: Usage | None = None
    """Set when the run is over."""
    temperature: float | None = None
    top_p: float | None = None
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None
    truncation_strategy: TruncationStrategy | None = None
    tool_choice: AssistantToolChoiceOption | None = None
    parallel_tool_calls: Annotated[bool, NullAs(_true)] = True
    response_format: ResponseFormat | None = None
    tool_resources: ToolResources | None = Field(default=None, exclude_if=is_none)
    reasoning_effort: str | None = Field(default=None, exclude_if=is_none)
    file_ids: tuple[str, ...] | None = Field(default=None, exclude_if=is_none)
    """Files, in the shape of version 1 of the API."""
