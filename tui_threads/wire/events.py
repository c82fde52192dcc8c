"""Reading and writing the events of a streamed run.

`StreamEvent` is the union of all events; an event or data this version does not know becomes an
`UnknownEvent`, so that a newer server does not stop an older client.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from pydantic_core import ValidationError, from_json, to_json

from tui_threads.wire.event_classes import (
    ErrorEvent,
    RunProgressEvent,
    ThreadCreated,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadMessageIncomplete,
    ThreadMessageInProgress,
    ThreadRunCancelled,
    ThreadRunCancelling,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunExpired,
    ThreadRunFailed,
    ThreadRunIncomplete,
    ThreadRunInProgress,
    ThreadRunQueued,
    ThreadRunRequiresAction,
    ThreadRunStepCancelled,
    ThreadRunStepCompleted,
    ThreadRunStepCreated,
    ThreadRunStepDelta,
    ThreadRunStepExpired,
    ThreadRunStepFailed,
    ThreadRunStepInProgress,
)
from tui_threads.wire.sse import encode_event

if TYPE_CHECKING:
    from pydantic import BaseModel, JsonValue

__all__ = [
    "RUN_EVENTS",
    "RUN_OVER_EVENTS",
    "DoneEvent",
    "ErrorEvent",
    "MalformedEventError",
    "MessageEvent",
    "RunEvent",
    "RunOverEvent",
    "RunProgressEvent",
    "RunStepEvent",
    "StreamEvent",
    "ThreadCreated",
    "ThreadMessageCompleted",
    "ThreadMessageCreated",
    "ThreadMessageDelta",
    "ThreadMessageInProgress",
    "ThreadMessageIncomplete",
    "ThreadRunCancelled",
    "ThreadRunCancelling",
    "ThreadRunCompleted",
    "ThreadRunCreated",
    "ThreadRunExpired",
    "ThreadRunFailed",
    "ThreadRunInProgress",
    "ThreadRunIncomplete",
    "ThreadRunQueued",
    "ThreadRunRequiresAction",
    "ThreadRunStepCancelled",
    "ThreadRunStepCompleted",
    "ThreadRunStepCreated",
    "ThreadRunStepDelta",
    "ThreadRunStepExpired",
    "ThreadRunStepFailed",
    "ThreadRunStepInProgress",
    "UnknownEvent",
    "encode_stream_event",
    "parse_event",
]


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The stream has ended as it should."""

    data: Literal["[DONE]"] = "[DONE]"
    event: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a name, or with data, that this version does not know, kept as it came."""

    name: str
    """The name it came under."""
    data: JsonValue
    event: Literal["unknown"] = "unknown"


RunOverEvent: TypeAlias = (
    ThreadRunRequiresAction
    | ThreadRunCompleted
    | ThreadRunIncomplete
    | ThreadRunFailed
    | ThreadRunCancelled
    | ThreadRunExpired
)
"""Events after which the stream has nothing more to tell about its run."""

RunEvent: TypeAlias = (
    ThreadRunCreated | ThreadRunQueued | ThreadRunInProgress | ThreadRunCancelling | RunOverEvent
)
"""Events whose data is a `Run`."""

RunStepEvent: TypeAlias = (
    ThreadRunStepCreated
    | ThreadRunStepInProgress
    | ThreadRunStepCompleted
    | ThreadRunStepFailed
    | ThreadRunStepCancelled
    | ThreadRunStepExpired
)
"""Events whose data is a `RunStep`."""

MessageEvent: TypeAlias = (
    ThreadMessageCreated | ThreadMessageInProgress | ThreadMessageCompleted | ThreadMessageIncomplete
)
"""Events whose data is a `Message`."""

StreamEvent: TypeAlias = (
    ThreadCreated
    | RunEvent
    | RunStepEvent
    | ThreadRunStepDelta
    | MessageEvent
    | ThreadMessageDelta
    | RunProgressEvent
    | ErrorEvent
    | DoneEvent
    | UnknownEvent
)
"""Every event of a stream."""

RUN_EVENTS: Final = get_args(RunEvent)
"""`RunEvent` for `isinstance`."""

RUN_OVER_EVENTS: Final = get_args(RunOverEvent)
"""`RunOverEvent` for `isinstance`."""


class MalformedEventError(ValueError):
    """An event's data is no JSON."""


_Typed: TypeAlias = (
    ThreadCreated | RunEvent | RunStepEvent | ThreadRunStepDelta | MessageEvent | ThreadMessageDelta
    | RunProgressEvent
)  # fmt: skip

_BY_NAME: Final[dict[str, type[_Typed]]] = {event.event: event for event in get_args(_Typed)}


@cache
def _model(name: str) -> type[BaseModel]:  # noqa: PLR0911  # one for each kind of data
    """The model of the data of a known event, imported when the first of its kind comes."""
    event = _BY_NAME[name]
    if event in RUN_EVENTS:
        from tui_threads.wire.runs import Run

        return Run
    if event in get_args(RunStepEvent):
        from tui_threads.wire.steps import RunStep

        return RunStep
    if event in get_args(MessageEvent):
        from tui_threads.wire.messages import Message

        return Message
    if event is ThreadMessageDelta:
        from tui_threads.wire.deltas import MessageDeltaEvent

        return MessageDeltaEvent
    if event is ThreadRunStepDelta:
        from tui_threads.wire.step_deltas import RunStepDeltaEvent

        return RunStepDeltaEvent
    if event is ThreadCreated:
        from tui_threads.wire.threads import Thread

        return Thread
    from tui_threads.wire.extensions import RunProgress

    return RunProgress


def parse_event(name: str, data: str | bytes) -> StreamEvent:
    """One event of a stream, by its name and its data as they came.

    Raises:
        MalformedEventError: the data is neither JSON nor `[DONE]`.
    """
    event = _BY_NAME.get(name)
    if event is not None:
        try:
            return event(_model(name).__pydantic_validator__.validate_json(data))
        except ValidationError:
            return UnknownEvent(name, _json(name, data))
    start = data[:6] if isinstance(data, str) else data[:6].decode("ascii", "replace")
    if name == "done" or start == "[DONE]":
        return DoneEvent()
    value = _json(name, data)
    if name == "error" or (isinstance(value, dict) and isinstance(value.get("error"), dict)):
        from tui_threads.wire.errors import error_from_json

        return ErrorEvent(error_from_json(value))
    return UnknownEvent(name, value)


def encode_stream_event(event: StreamEvent, id: str | None = None) -> bytes:
    """One event as bytes of a stream, as OpenAI's server wrote it.

    An error is written twice over, flat as the document says and nested as openai-python 3.54 looks for
    it, since its stream helper overlooks the flat form.
    """
    if isinstance(event, DoneEvent):
        return encode_event("done", event.data, id)
    if isinstance(event, UnknownEvent):
        return encode_event(event.name, to_json(event.data).decode(), id)
    if isinstance(event, ErrorEvent):
        flat = event.data.model_dump()
        return encode_event("error", to_json({"error": flat, **flat}).decode(), id)
    return encode_event(event.event, event.data.model_dump_json(), id)


def _json(name: str, data: str | bytes) -> JsonValue:
    try:
        value: JsonValue = from_json(data)
    except ValueError as error:
        raise MalformedEventError(f"The data of the event {name!r} is no JSON.") from error
    return value
