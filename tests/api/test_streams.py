"""Streams as their reader sees them."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.loopback import Loopback, TestClock, error_reply, json_reply, recorded, stream_reply
from tests.api.values import encoded, message, reply_events, run, text_delta
from tui_threads.api import BadRequestError
from tui_threads.wire.events import (
    DoneEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunRequiresAction,
    UnknownEvent,
)

RUNS = "/threads/thread_1/runs"


async def test_events_arrive_while_the_run_goes_on(server: Loopback) -> None:
    goes_on = asyncio.Event()
    first, *rest = reply_events("Hel", "lo")
    server.on("POST", RUNS, stream_reply(encoded(first), goes_on, encoded(*rest)))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        event = await anext(stream)
        assert isinstance(event, ThreadRunCreated)
        goes_on.set()
        names = [event.event async for event in stream]
    assert names == [event.event for event in rest]
    assert server.received[0].json == {"assistant_id": "a", "stream": True}


async def test_a_stream_gives_the_text_the_messages_and_the_run(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(encoded(*reply_events("Hel", "lo"))))
    async with server.client() as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            assert [piece async for piece in stream.text_deltas] == ["Hel", "lo"]
            (final,) = await stream.get_final_messages()
            assert (await stream.get_final_run()).status == "completed"
    assert final == message("Hello")


async def test_the_message_so_far_is_at_hand_in_mid_stream(server: Loopback) -> None:
    events: list[StreamEvent] = [
        ThreadRunCreated(run("queued")),
        ThreadMessageCreated(message(status="in_progress")),
    ]
    never = asyncio.Event()
    server.on("POST", RUNS, stream_reply(encoded(*events, text_delta("Hel"), text_delta("lo")), never))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        for _ in range(4):
            await anext(stream)
        snapshot = stream.current_message_snapshot
    assert snapshot is not None
    assert snapshot.content == message("Hello").content


async def test_a_refused_run_raises_when_the_stream_is_entered(server: Loopback) -> None:
    server.on("POST", RUNS, error_reply(400, "Thread thread_1 already has an active run run_0."))
    async with server.client() as client:
        with pytest.raises(BadRequestError, match="already has an active run"):
            async with client.threads.runs.stream("thread_1", assistant_id="a"):
                pass


async def test_a_stream_of_a_server_without_done_ends_with_its_run(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(recorded("mltoss_run_stream.txt")))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        events = [event async for event in stream]
        messages = await stream.get_final_messages()
    assert isinstance(events[-2], ThreadRunCompleted)
    assert isinstance(events[-1], DoneEvent)
    assert [block.model_dump()["text"]["value"] for m in messages for block in m.content] == [
        "echo: héllo 你好 😀 "
    ]


async def test_a_completed_after_requires_action_is_left_out(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(recorded("mltoss_tool_stream.txt")))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        events = [event async for event in stream]
    assert isinstance(events[-2], ThreadRunRequiresAction)
    assert not any(isinstance(event, ThreadRunCompleted) for event in events)


async def test_a_stream_with_repeated_roles_and_no_steps_is_read(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(recorded("lcbridge_run_stream.txt")))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        text = "".join([piece async for piece in stream.text_deltas])
        (final,) = await stream.get_final_messages()
    assert text == "hello from fake 你好 😀"
    assert final.status == "completed"


async def test_unknown_events_are_passed_on_and_comments_are_not(server: Loopback) -> None:
    first, *rest = reply_events("x")
    odd = b': keep-alive\n\nevent: thread.dance\ndata: {"step": 1}\n\n'
    server.on("POST", RUNS, stream_reply(encoded(first), odd, encoded(*rest)))
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        events = [event async for event in stream]
    assert UnknownEvent("thread.dance", {"step": 1}) in events
    assert len(events) == len(rest) + 2


async def test_create_with_stream_gives_the_stream_itself(server: Loopback) -> None:
    server.on("POST", RUNS, stream_reply(encoded(*reply_events("Hi"))))
    async with server.client() as client:
        stream = await client.threads.runs.create("thread_1", assistant_id="a", stream=True)
        assert isinstance([event async for event in stream][-1], DoneEvent)


async def test_tool_outputs_and_new_threads_stream_too(server: Loopback) -> None:
    server.on("POST", f"{RUNS}/run_1/submit_tool_outputs", stream_reply(encoded(*reply_events("Sun"))))
    server.on("POST", "/threads/runs", stream_reply(encoded(*reply_events("New"))))
    outputs = [{"tool_call_id": "call_1", "output": "sunny"}]
    async with server.client() as client:
        async with client.threads.runs.submit_tool_outputs_stream(
            "run_1", thread_id="thread_1", tool_outputs=outputs
        ) as stream:
            assert [piece async for piece in stream.text_deltas] == ["Sun"]
        async with client.threads.create_and_run_stream(assistant_id="a", thread={"messages": []}) as stream:
            assert [piece async for piece in stream.text_deltas] == ["New"]
    assert server.received[0].json == {"tool_outputs": outputs, "stream": True}
    assert server.received[1].json == {"assistant_id": "a", "thread": {"messages": []}, "stream": True}


async def test_leaving_a_stream_early_gives_its_connection_back(server: Loopback) -> None:
    never = asyncio.Event()
    server.on("POST", RUNS, stream_reply(encoded(*reply_events("Hi")[:3]), never))
    server.on("GET", "/models", json_reply({"object": "list", "data": []}))
    async with server.client() as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            await anext(stream)
        assert (await client.models.list()).data == ()


async def test_a_burst_of_events_lets_other_tasks_run(server: Loopback, clock: TestClock) -> None:
    events = [*reply_events()[:3], *(text_delta("word ") for _ in range(2000)), *reply_events("x")[-3:]]
    server.on("POST", RUNS, stream_reply(encoded(*events)))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    # By this clock each event takes longer than the others should wait.
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            counting = asyncio.create_task(count())
            seen = sum([isinstance(event, ThreadMessageDelta) async for event in stream])
            counting.cancel()
    assert seen == 2000
    assert turns >= 2000


async def test_the_requested_model_is_told_when_another_one_answers(server: Loopback) -> None:
    reply = stream_reply(
        encoded(ThreadRunCreated(run()), ThreadMessageCompleted(message("x")), ThreadRunCompleted(run()))
    )
    reply.headers["threads-tui-requested-model"] = "gpt-4o"  # type: ignore[index]  # a dict at heart
    server.on("POST", RUNS, reply)
    async with server.client() as client, client.threads.runs.stream("thread_1", assistant_id="a") as stream:
        assert stream.requested_model == "gpt-4o"
        await stream.until_done()
