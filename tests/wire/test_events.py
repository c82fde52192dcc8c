"""Events by name and data, and back to bytes."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from openai.types.beta import AssistantStreamEvent as SdkEvent

from tests.api.values import reply_events
from tui_threads.wire import events
from tui_threads.wire.errors import ErrorObject
from tui_threads.wire.events import (
    DoneEvent,
    ErrorEvent,
    MalformedEventError,
    RunProgressEvent,
    StreamEvent,
    ThreadMessageCreated,
    ThreadRunFailed,
    UnknownEvent,
    encode_stream_event,
    parse_event,
)
from tui_threads.wire.extensions import RunProgress
from tui_threads.wire.sse import SSEDecoder

ERROR = {"message": "m", "type": "server_error", "param": None, "code": "c"}


def test_every_event_of_the_sdk_has_a_class_of_the_same_name_and_event() -> None:
    theirs = get_args(get_args(SdkEvent)[0])
    assert len(theirs) == 24
    for event in theirs:
        ours = getattr(events, event.__name__)
        name = get_args(event.model_fields["event"].annotation)[0]
        assert ours.event == name
        assert ours in get_args(StreamEvent)


@pytest.mark.parametrize(
    "event",
    [*reply_events("Hé\u2028llo", ""), RunProgressEvent(RunProgress(run_id="r", phase="queued", position=2))],
    ids=lambda e: e.event,
)
def test_what_is_written_is_read_again(event: StreamEvent) -> None:
    (sent,) = SSEDecoder().feed(encode_stream_event(event, "7"))
    assert parse_event(sent.event, sent.data) == event
    assert sent.id == "7"


@pytest.mark.parametrize("data", [ERROR, {"error": ERROR}, {"error": ERROR, **ERROR}])
def test_an_error_is_read_flat_and_nested(data: dict[str, object]) -> None:
    assert parse_event("error", json.dumps(data)) == ErrorEvent(ErrorObject.model_validate(ERROR))


def test_an_error_is_written_so_that_both_kinds_of_reader_see_it() -> None:
    (sent,) = SSEDecoder().feed(encode_stream_event(ErrorEvent(ErrorObject.model_validate(ERROR))))
    assert json.loads(sent.data) == {"error": ERROR, **ERROR}


@pytest.mark.parametrize("name", ["done", "message", "thread.dance"])
def test_done_is_known_by_its_data_whatever_its_name(name: str) -> None:
    assert parse_event(name, "[DONE]") == DoneEvent()


def test_events_of_a_newer_server_are_kept() -> None:
    assert parse_event("thread.dance", '{"a": [1]}') == UnknownEvent("thread.dance", {"a": [1]})
    assert parse_event("thread.message.created", '{"no": "id"}') == UnknownEvent(
        "thread.message.created", {"no": "id"}
    )
    assert parse_event("thread.run.created", "null") == UnknownEvent("thread.run.created", None)


@pytest.mark.parametrize("name", ["thread.message.created", "thread.dance", "error"])
def test_data_that_is_no_json_is_an_error(name: str) -> None:
    with pytest.raises(MalformedEventError, match=name):
        parse_event(name, '{"id": "msg')


def test_unknown_parts_of_known_events_are_kept() -> None:
    data = {"id": "m", "content": [{"type": "hologram", "depth": 3}], "status": "dreaming", "mood": "good"}
    event = parse_event("thread.message.created", json.dumps(data))
    assert isinstance(event, ThreadMessageCreated)
    assert json.loads(event.data.model_dump_json())["content"] == data["content"]
    assert event.data.status == "dreaming"
    assert event.data.model_extra == {"mood": "good"}
    failed = parse_event(
        "thread.run.failed", '{"id": "r", "status": "vanished", "last_error": {"code": "odd"}}'
    )
    assert isinstance(failed, ThreadRunFailed)
    assert (failed.data.status, failed.data.last_error and failed.data.last_error.code) == ("vanished", "odd")
