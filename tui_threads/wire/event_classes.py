"""Events of a streamed run: one frozen class each, told apart by their class or by `event`.

Names and data: OpenAI's OpenAPI document (AssistantStreamEvent) and openai-python 3.54. The models of the
data are imported when the first event of their kind is read (`events`), so that a program that starts a run
does not wait for them before it has asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar

DataT = TypeVar("DataT")


@dataclass(frozen=True, slots=True)
class _Event(Generic[DataT]):
    data: DataT
    """What it tells of, as it is now."""


if TYPE_CHECKING:
    from tui_threads.wire.deltas import MessageDeltaEvent
    from tui_threads.wire.errors import ErrorObject
    from tui_threads.wire.extensions import RunProgress
    from tui_threads.wire.messages import Message
    from tui_threads.wire.runs import Run
    from tui_threads.wire.step_deltas import RunStepDeltaEvent
    from tui_threads.wire.steps import RunStep
    from tui_threads.wire.threads import Thread

    _OfThread = _Event[Thread]
    _OfRun = _Event[Run]
    _OfRunStep = _Event[RunStep]
    _OfRunStepDeltaEvent = _Event[RunStepDeltaEvent]
    _OfMessage = _Event[Message]
    _OfMessageDeltaEvent = _Event[MessageDeltaEvent]
    _OfRunProgress = _Event[RunProgress]
    _OfErrorObject = _Event[ErrorObject]
else:
    _OfThread = _OfRun = _OfRunStep = _OfRunStepDeltaEvent = _Event
    _OfMessage = _OfMessageDeltaEvent = _OfRunProgress = _OfErrorObject = _Event


class ThreadCreated(_OfThread):
    """A thread was made, before its first run."""

    __slots__ = ()
    event: ClassVar[Literal["thread.created"]] = "thread.created"


class ThreadRunCreated(_OfRun):
    """A run was made."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.created"]] = "thread.run.created"


class ThreadRunQueued(_OfRun):
    """A run waits for its turn."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.queued"]] = "thread.run.queued"


class ThreadRunInProgress(_OfRun):
    """A run works."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.in_progress"]] = "thread.run.in_progress"


class ThreadRunRequiresAction(_OfRun):
    """A run waits for outputs of tools."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.requires_action"]] = "thread.run.requires_action"


class ThreadRunCompleted(_OfRun):
    """A run is done."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.completed"]] = "thread.run.completed"


class ThreadRunIncomplete(_OfRun):
    """A run has used up its tokens."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.incomplete"]] = "thread.run.incomplete"


class ThreadRunFailed(_OfRun):
    """A run failed; see its `last_error`."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.failed"]] = "thread.run.failed"


class ThreadRunCancelling(_OfRun):
    """A run is being stopped."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.cancelling"]] = "thread.run.cancelling"


class ThreadRunCancelled(_OfRun):
    """A run was stopped."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.cancelled"]] = "thread.run.cancelled"


class ThreadRunExpired(_OfRun):
    """A run took too long, or its tools did."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.expired"]] = "thread.run.expired"


class ThreadRunStepCreated(_OfRunStep):
    """A step was made."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.created"]] = "thread.run.step.created"


class ThreadRunStepInProgress(_OfRunStep):
    """A step works."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.in_progress"]] = "thread.run.step.in_progress"


class ThreadRunStepDelta(_OfRunStepDeltaEvent):
    """A step has grown."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.delta"]] = "thread.run.step.delta"


class ThreadRunStepCompleted(_OfRunStep):
    """A step is done."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.completed"]] = "thread.run.step.completed"


class ThreadRunStepFailed(_OfRunStep):
    """A step failed."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.failed"]] = "thread.run.step.failed"


class ThreadRunStepCancelled(_OfRunStep):
    """A step was stopped."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.cancelled"]] = "thread.run.step.cancelled"


class ThreadRunStepExpired(_OfRunStep):
    """A step took too long."""

    __slots__ = ()
    event: ClassVar[Literal["thread.run.step.expired"]] = "thread.run.step.expired"


class ThreadMessageCreated(_OfMessage):
    """A message was begun."""

    __slots__ = ()
    event: ClassVar[Literal["thread.message.created"]] = "thread.message.created"


class ThreadMessageInProgress(_OfMessage):
    """A message is being written."""

    __slots__ = ()
    event: ClassVar[Literal["thread.message.in_progress"]] = "thread.message.in_progress"


class ThreadMessageDelta(_OfMessageDeltaEvent):
    """A message has grown."""

    __slots__ = ()
    event: ClassVar[Literal["thread.message.delta"]] = "thread.message.delta"


class ThreadMessageCompleted(_OfMessage):
    """A message is whole."""

    __slots__ = ()
    event: ClassVar[Literal["thread.message.completed"]] = "thread.message.completed"


class ThreadMessageIncomplete(_OfMessage):
    """A message stays cut; see its `incomplete_details`."""

    __slots__ = ()
    event: ClassVar[Literal["thread.message.incomplete"]] = "thread.message.incomplete"


class ErrorEvent(_OfErrorObject):
    """The server failed in mid-stream."""

    __slots__ = ()
    event: ClassVar[Literal["error"]] = "error"


class RunProgressEvent(_OfRunProgress):
    """How far a run has come; our own server only."""

    __slots__ = ()
    event: ClassVar[Literal["threads_tui.run.progress"]] = "threads_tui.run.progress"
