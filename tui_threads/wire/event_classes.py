"""Events of a streamed run: one frozen class each, told apart by their class or by `event`.

Names and data: OpenAI's OpenAPI document (AssistantStreamEvent) and openai-python 3.54.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui_threads.wire.deltas import MessageDeltaEvent
from tui_threads.wire.errors import ErrorObject
from tui_threads.wire.extensions import RunProgress
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.step_deltas import RunStepDeltaEvent
from tui_threads.wire.steps import RunStep
from tui_threads.wire.threads import Thread


@dataclass(frozen=True, slots=True)
class ThreadCreated:
    """A thread was made, before its first run."""

    data: Thread
    event: Literal["thread.created"] = "thread.created"


@dataclass(frozen=True, slots=True)
class ThreadRunCreated:
    """A run was made."""

    data: Run
    event: Literal["thread.run.created"] = "thread.run.created"


@dataclass(frozen=True, slots=True)
class ThreadRunQueued:
    """A run waits for its turn."""

    data: Run
    event: Literal["thread.run.queued"] = "thread.run.queued"


@dataclass(frozen=True, slots=True)
class ThreadRunInProgress:
    """A run works."""

    data: Run
    event: Literal["thread.run.in_progress"] = "thread.run.in_progress"


@dataclass(frozen=True, slots=True)
class ThreadRunRequiresAction:
    """A run waits for outputs of tools."""

    data: Run
    event: Literal["thread.run.requires_action"] = "thread.run.requires_action"


@dataclass(frozen=True, slots=True)
class ThreadRunCompleted:
    """A run is done."""

    data: Run
    event: Literal["thread.run.completed"] = "thread.run.completed"


@dataclass(frozen=True, slots=True)
class ThreadRunIncomplete:
    """A run has used up its tokens."""

    data: Run
    event: Literal["thread.run.incomplete"] = "thread.run.incomplete"


@dataclass(frozen=True, slots=True)
class ThreadRunFailed:
    """A run failed; see its `last_error`."""

    data: Run
    event: Literal["thread.run.failed"] = "thread.run.failed"


@dataclass(frozen=True, slots=True)
class ThreadRunCancelling:
    """A run is being stopped."""

    data: Run
    event: Literal["thread.run.cancelling"] = "thread.run.cancelling"


@dataclass(frozen=True, slots=True)
class ThreadRunCancelled:
    """A run was stopped."""

    data: Run
    event: Literal["thread.run.cancelled"] = "thread.run.cancelled"


@dataclass(frozen=True, slots=True)
class ThreadRunExpired:
    """A run took too long, or its tools did."""

    data: Run
    event: Literal["thread.run.expired"] = "thread.run.expired"


@dataclass(frozen=True, slots=True)
class ThreadRunStepCreated:
    """A step was made."""

    data: RunStep
    event: Literal["thread.run.step.created"] = "thread.run.step.created"


@dataclass(frozen=True, slots=True)
class ThreadRunStepInProgress:
    """A step works."""

    data: RunStep
    event: Literal["thread.run.step.in_progress"] = "thread.run.step.in_progress"


@dataclass(frozen=True, slots=True)
class ThreadRunStepDelta:
    """A step has grown."""

    data: RunStepDeltaEvent
    event: Literal["thread.run.step.delta"] = "thread.run.step.delta"


@dataclass(frozen=True, slots=True)
class ThreadRunStepCompleted:
    """A step is done."""

    data: RunStep
    event: Literal["thread.run.step.completed"] = "thread.run.step.completed"


@dataclass(frozen=True, slots=True)
class ThreadRunStepFailed:
    """A step failed."""

    data: RunStep
    event: Literal["thread.run.step.failed"] = "thread.run.step.failed"


@dataclass(frozen=True, slots=True)
class ThreadRunStepCancelled:
    """A step was stopped."""

    data: RunStep
    event: Literal["thread.run.step.cancelled"] = "thread.run.step.cancelled"


@dataclass(frozen=True, slots=True)
class ThreadRunStepExpired:
    """A step took too long."""

    data: RunStep
    event: Literal["thread.run.step.expired"] = "thread.run.step.expired"


@dataclass(frozen=True, slots=True)
class ThreadMessageCreated:
    """A message was begun."""

    data: Message
    event: Literal["thread.message.created"] = "thread.message.created"


@dataclass(frozen=True, slots=True)
class ThreadMessageInProgress:
    """A message is being written."""

    data: Message
    event: Literal["thread.message.in_progress"] = "thread.message.in_progress"


@dataclass(frozen=True, slots=True)
class ThreadMessageDelta:
    """A message has grown."""

    data: MessageDeltaEvent
    event: Literal["thread.message.delta"] = "thread.message.delta"


@dataclass(frozen=True, slots=True)
class ThreadMessageCompleted:
    """A message is whole."""

    data: Message
    event: Literal["thread.message.completed"] = "thread.message.completed"


@dataclass(frozen=True, slots=True)
class ThreadMessageIncomplete:
    """A message stays cut; see its `incomplete_details`."""

    data: Message
    event: Literal["thread.message.incomplete"] = "thread.message.incomplete"


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """The server failed in mid-stream."""

    data: ErrorObject
    event: Literal["error"] = "error"


@dataclass(frozen=True, slots=True)
class RunProgressEvent:
    """How far a run has come; our own server only."""

    data: RunProgress
    event: Literal["threads_tui.run.progress"] = "threads_tui.run.progress"
