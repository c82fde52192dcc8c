"""Handlers hear what happens, once each and in order."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.loopback import Loopback, error_reply, stream_reply
from tests.api.values import encoded, message, reply_events, run, text_delta
from tui_threads.api import ApiTimeoutError, AssistantEventHandler, StreamEndedError
from tui_threads.wire.deltas import (
    ImageFileDelta,
    ImageFileDeltaBlock,
    MessageDelta,
    MessageDeltaEvent,
    TextDelta,
)
from tui_threads.wire.events import (
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadRunRequiresAction,
    ThreadRunStepCompleted,
    ThreadRunStepCreated,
    ThreadRunStepDelta,
)
from tui_threads.wire.messages import ImageFile, ImageFileContentBlock, Message, Text, TextContentBlock
from tui_threads.wire.step_deltas import (
    FunctionCallDelta,
    FunctionToolCallDelta,
    RunStepDelta,
    RunStepDeltaEvent,
    ToolCallDelta,
    ToolCallDeltaObject,
)
from tui_threads.wire.steps import FunctionToolCall, RunStep, ToolCall, ToolCallsStepDetails

RUNS = "/threads/thread_1/runs"


class Listener(AssistantEventHandler):
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def on_event(self, event: StreamEvent) -> None:
        self.heard.append(f"[{event.event}]")

    async def on_message_created(self, message: Message) -> None:
        self.heard.append(f"message created {message.id}")

    async def on_message_delta(self, delta: MessageDelta, snapshot: Message) -> None:
        self.heard.append(f"message delta, {len(snapshot.content)} blocks")

    async def on_message_done(self, message: Message) -> None:
        self.heard.append(f"message done {message.status}")

    async def on_text_created(self, text: Text) -> None:
        self.heard.append("text created")

    async def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
        self.heard.append(f"text delta {delta.value!r} of {snapshot.value!r}")

    async def on_text_done(self, text: Text) -> None:
        self.heard.append(f"text done {text.value!r}")

    async def on_image_file_done(self, image_file: ImageFile) -> None:
        self.heard.append(f"image done {image_file.file_id}")

    async def on_run_step_created(self, run_step: RunStep) -> None:
        self.heard.append("step created")

    async def on_run_step_delta(self, delta: RunStepDelta, snapshot: RunStep) -> None:
        self.heard.append("step delta")

    async def on_run_step_done(self, run_step: RunStep) -> None:
        self.heard.append(f"step done {run_step.status}")

    async def on_tool_call_created(self, tool_call: ToolCall) -> None:
        self.heard.append(f"call created {tool_call.id}")

    async def on_tool_call_delta(self, delta: ToolCallDelta, snapshot: ToolCall) -> None:
        assert isinstance(snapshot, FunctionToolCall)
        self.heard.append(f"call delta {snapshot.function.arguments!r}")

    async def on_tool_call_done(self, tool_call: ToolCall) -> None:
        assert isinstance(tool_call, FunctionToolCall)
        self.heard.append(f"call done {tool_call.id} {tool_call.function.arguments!r}")

    async def on_exception(self, exception: Exception) -> None:
        self.heard.append(f"exception {type(exception).__name__}")

    async def on_timeout(self) -> None:
        self.heard.append("timeout")

    async def on_end(self) -> None:
        self.heard.append("end")

    @property
    def without_events(self) -> list[str]:
        return [line for line in self.heard if not line.startswith("[")]


async def listen(server: Loopback, *events: StreamEvent) -> Listener:
    server.on("POST", RUNS, stream_reply(encoded(*events)))
    listener = Listener()
    async with server.client() as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a", event_handler=listener) as stream:
            await stream.until_done()
    return listener


async def test_a_reply_of_text_is_told_from_first_to_last(server: Loopback) -> None:
    listener = await listen(server, *reply_events("Hel", "lo"))
    assert listener.heard[:3] == [
        "[thread.run.created]",
        "[thread.run.in_progress]",
        "[thread.message.created]",
    ]
    assert listener.without_events == [
        "message created msg_1",
        "text created",
        "text delta 'Hel' of 'Hel'",
        "message delta, 1 blocks",
        "text delta 'lo' of 'Hello'",
        "message delta, 1 blocks",
        "text done 'Hello'",
        "message done completed",
        "end",
    ]


async def test_each_part_of_a_message_is_done_when_the_next_begins(server: Loopback) -> None:
    image = ImageFileDeltaBlock(index=1, image_file=ImageFileDelta(file_id="file-1"))
    content = (
        TextContentBlock(text=Text(value="a")),
        ImageFileContentBlock(image_file=ImageFile(file_id="file-1")),
        TextContentBlock(text=Text(value="b")),
    )
    begin, end = reply_events()[:3], reply_events()[-2:]
    listener = await listen(
        server,
        *begin,
        text_delta("a"),
        ThreadMessageDelta(MessageDeltaEvent(id="msg_1", delta=MessageDelta(content=(image,)))),
        text_delta("b", index=2),
        ThreadMessageCompleted(message(content=content)),
        ThreadMessageCreated(message(id="msg_2", status="in_progress")),
        text_delta("c", message_id="msg_2"),
        ThreadMessageCompleted(message("c", id="msg_2")),
        *end,
    )
    told = [line for line in listener.without_events if "done" in line or "text created" in line]
    assert told == [
        "text created",
        "text done 'a'",
        "image done file-1",
        "text created",
        "text done 'b'",
        "message done completed",
        "text created",
        "text done 'c'",
        "message done completed",
    ]


async def test_tool_calls_are_created_grow_and_are_done_once(server: Loopback) -> None:
    def grow(index: int, call_id: str | None, arguments: str) -> ThreadRunStepDelta:
        function = FunctionCallDelta(name="f" if call_id else None, arguments=arguments)
        call = FunctionToolCallDelta(index=index, id=call_id, function=function)
        delta = RunStepDelta(step_details=ToolCallDeltaObject(tool_calls=(call,)))
        return ThreadRunStepDelta(RunStepDeltaEvent(id="step_1", delta=delta))

    step = RunStep(id="step_1", type="tool_calls", status="in_progress", step_details=ToolCallsStepDetails())
    listener = await listen(
        server,
        ThreadRunStepCreated(step),
        grow(0, "call_1", ""),
        grow(0, None, '{"a"'),
        grow(0, None, ":1}"),
        grow(1, "call_2", "{}"),
        ThreadRunRequiresAction(run("requires_action")),
    )
    assert [line for line in listener.without_events if line != "step delta"] == [
        "step created",
        "call created call_1",
        "call delta '{\"a\"'",
        "call delta '{\"a\":1}'",
        "call done call_1 '{\"a\":1}'",
        "call created call_2",
        "call done call_2 '{}'",
        "end",
    ]


async def test_a_finished_step_is_told_with_its_state(server: Loopback) -> None:
    step = RunStep(id="step_1", type="tool_calls", status="completed", step_details=ToolCallsStepDetails())
    listener = await listen(server, ThreadRunStepCompleted(step), *reply_events("x"))
    assert "step done completed" in listener.heard


async def test_text_that_is_there_from_the_beginning_is_told(server: Loopback) -> None:
    begun = message(content=(TextContentBlock(text=Text()),), status="in_progress")
    events = reply_events("x")
    listener = await listen(server, *events[:2], ThreadMessageCreated(begun), *events[3:])
    assert listener.without_events.count("text created") == 1


async def test_a_failure_is_told_before_the_end(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(b""))
    listener = Listener()
    async with server.client() as client:
        with pytest.raises(StreamEndedError):
            async with client.threads.runs.stream(
                "thread_1", assistant_id="a", event_handler=listener
            ) as stream:
                await stream.until_done()
    assert listener.heard == ["exception StreamEndedError", "end"]


async def test_silence_is_told_as_a_timeout(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(asyncio.Event()))
    listener = Listener()
    async with server.client() as client:
        with pytest.raises(ApiTimeoutError):
            async with client.threads.runs.stream(
                "thread_1", assistant_id="a", event_handler=listener, timeout=0.05
            ) as stream:
                await stream.until_done()
    assert listener.heard == ["timeout", "exception ApiTimeoutError", "end"]


async def test_a_handlers_own_error_reaches_the_caller(server: Loopback) -> None:
    class Broken(Listener):
        async def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
            raise ZeroDivisionError

    server.on("POST", RUNS, stream_reply(encoded(*reply_events("x"))))
    server.on("GET", f"{RUNS}/run_1", error_reply(500))
    listener = Broken()
    async with server.client() as client:
        with pytest.raises(ZeroDivisionError):
            async with client.threads.runs.stream(
                "thread_1", assistant_id="a", event_handler=listener
            ) as stream:
                await stream.until_done()
    assert listener.heard[-2:] == ["exception ZeroDivisionError", "end"]
