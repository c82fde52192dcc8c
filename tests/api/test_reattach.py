"""A run stays one unbroken sequence of events, whatever happens to the connection."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.loopback import Loopback, Reply, TestClock, error_reply, json_reply, stream_reply
from tests.api.values import encoded, message, reply_events, run, text_delta
from tui_threads.api import ApiConnectionError, StreamEndedError, StreamFailedError
from tui_threads.wire.errors import ErrorObject
from tui_threads.wire.events import (
    ErrorEvent,
    StreamEvent,
    ThreadMessageCreated,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunRequiresAction,
    ThreadRunStepCompleted,
)
from tui_threads.wire.steps import MessageCreation, MessageCreationStepDetails, RunStep

RUNS = "/threads/thread_1/runs"
EVENTS = f"{RUNS}/run_1/events"


def page(*items: object) -> Reply:
    data = [item.model_dump(mode="json") for item in items]  # type: ignore[attr-defined]  # models
    return json_reply({"object": "list", "data": data, "has_more": False})


@pytest.mark.parametrize("then", ["cut", "end"])
async def test_a_broken_stream_is_replayed_after_the_last_event(
    server: Loopback, clock: TestClock, then: str
) -> None:
    events = reply_events("Hel", "lo")
    first = encoded(*events[:4], ids_from=1)
    server.on("POST", RUNS, stream_reply(first, then=then))  # type: ignore[arg-type]  # a literal
    server.on("GET", EVENTS, stream_reply(encoded(*events[4:], ids_from=5)))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            assert [event async for event in stream] == events
    (replayed,) = server.asked("GET", EVENTS)
    assert replayed.headers["last-event-id"] == "4"
    assert len(server.asked("POST", RUNS)) == 1


async def test_a_cut_in_the_middle_of_an_event_loses_and_doubles_nothing(
    server: Loopback, clock: TestClock
) -> None:
    events = reply_events("Hel", "lo", "!")
    whole = encoded(*events, ids_from=1)
    server.on("POST", RUNS, stream_reply(whole[:1500], then="cut"))
    seen = whole[:1500].count(b"\n\n")
    server.on("GET", EVENTS, stream_reply(encoded(*events[seen:], ids_from=seen + 1)))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            assert [event async for event in stream] == events


async def test_a_server_that_is_down_for_a_while_is_waited_for(server: Loopback, clock: TestClock) -> None:
    events = reply_events("Hi")
    server.on("POST", RUNS, stream_reply(encoded(*events[:3], ids_from=1), then="cut"))
    server.on(
        "GET",
        EVENTS,
        Reply(then="no answer"),
        error_reply(503),
        Reply(then="no answer"),
        stream_reply(encoded(*events[3:], ids_from=4)),
    )
    async with server.client(clock, max_retries=0) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            assert [event async for event in stream] == events
    assert len(clock.waits) == 3


async def test_a_foreign_server_is_asked_for_the_run_until_it_is_over(
    server: Loopback, clock: TestClock
) -> None:
    events = reply_events("Hel", "lo")
    server.on("POST", RUNS, stream_reply(encoded(*events[:4]), then="cut"))
    server.on(
        "GET",
        f"{RUNS}/run_1",
        json_reply(run("in_progress").model_dump(mode="json")),
        json_reply(run("in_progress").model_dump(mode="json"), openai_poll_after_ms="250"),
        json_reply(run().model_dump(mode="json")),
    )
    server.on("GET", f"{RUNS}/run_1/steps", error_reply(404))
    server.on("GET", "/threads/thread_1/messages", page(message("Hello")))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            names = [event.event async for event in stream]
            (final,) = await stream.get_final_messages()
    assert names == [event.event for event in [*events[:4], *events[5:]]]
    assert final == message("Hello")
    assert 0.25 in clock.waits
    assert server.asked("GET", "/threads/thread_1/messages")[0].query == [
        ("limit", "100"),
        ("order", "asc"),
        ("run_id", "run_1"),
    ]


async def test_what_was_whole_before_the_break_is_not_told_again(server: Loopback, clock: TestClock) -> None:
    details = MessageCreationStepDetails(message_creation=MessageCreation(message_id="msg_1"))
    step = RunStep(id="step_1", status="completed", step_details=details)
    begun, end = reply_events("Hi")[:-2], reply_events("Hi")[-2:]
    events = [*begun, ThreadRunStepCompleted(step), *end]
    server.on("POST", RUNS, stream_reply(encoded(*events[:-2]), then="cut"))
    server.on("GET", f"{RUNS}/run_1", json_reply(run().model_dump(mode="json")))
    server.on("GET", f"{RUNS}/run_1/steps", page(step))
    server.on("GET", "/threads/thread_1/messages", page(message("Hi")))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            assert [event async for event in stream] == events


async def test_a_server_that_forgot_its_replay_is_polled_instead(server: Loopback, clock: TestClock) -> None:
    events = reply_events("Hi")
    server.on("POST", RUNS, stream_reply(encoded(*events[:3], ids_from=1), then="cut"))
    server.on("GET", EVENTS, error_reply(404))
    server.on("GET", f"{RUNS}/run_1", json_reply(run("requires_action").model_dump(mode="json")))
    server.on("GET", f"{RUNS}/run_1/steps", page())
    server.on("GET", "/threads/thread_1/messages", page())
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            seen = [event async for event in stream]
    assert isinstance(seen[-2], ThreadRunRequiresAction)


async def test_a_run_can_be_followed_from_a_second_terminal(server: Loopback, clock: TestClock) -> None:
    events = reply_events("Hel", "lo")
    server.on("GET", EVENTS, stream_reply(encoded(*events[2:], ids_from=3)))
    async with server.client(clock) as client:
        async with client.threads.runs.events("thread_1", "run_1", last_event_id="2") as stream:
            assert [event async for event in stream] == events[2:]
    assert server.received[0].headers["last-event-id"] == "2"


async def test_a_server_that_does_not_stream_is_polled(server: Loopback, clock: TestClock) -> None:
    server.on("POST", RUNS, json_reply(run("queued").model_dump(mode="json")))
    server.on("GET", f"{RUNS}/run_1", json_reply(run().model_dump(mode="json")))
    server.on("GET", f"{RUNS}/run_1/steps", page())
    server.on("GET", "/threads/thread_1/messages", page(message("Hello")))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            messages = await stream.get_final_messages()
    assert messages == [message("Hello")]


async def test_a_stream_that_ends_before_its_run_is_known_is_an_error(
    server: Loopback, clock: TestClock
) -> None:
    server.on("POST", RUNS, stream_reply(b": nothing\n\n"), stream_reply(b": nothing\n\n", then="cut"))
    async with server.client(clock) as client:
        with pytest.raises(StreamEndedError, match="ended before"):
            async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
                await stream.until_done()
        with pytest.raises(ApiConnectionError, match="closed the connection before its answer was whole"):
            async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
                await stream.until_done()
    assert len(server.received) == 2


async def test_a_run_that_cannot_be_followed_is_given_up_with_an_error(
    server: Loopback, clock: TestClock
) -> None:
    server.on("POST", RUNS, stream_reply(encoded(*reply_events("Hi")[:3], ids_from=1)))
    server.on("GET", EVENTS, stream_reply(b""))
    async with server.client(clock) as client:
        with pytest.raises(StreamEndedError, match="cannot be followed"):
            async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
                await stream.until_done()
    assert 5 < sum(clock.waits) < 60


async def test_an_error_event_is_passed_on_and_raised_when_the_run_stays_lost(
    server: Loopback, clock: TestClock
) -> None:
    failure = ErrorEvent(ErrorObject(message="The model melted.", type="server_error", code="melted"))
    server.on("POST", RUNS, stream_reply(encoded(ThreadRunCreated(run("queued")), failure)))
    server.on("GET", f"{RUNS}/run_1", error_reply(500))
    seen = []
    async with server.client(clock, max_retries=0) as client:
        with pytest.raises(StreamFailedError, match="The model melted") as caught:
            async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
                async for event in stream:
                    seen.append(event)
    assert failure in seen
    assert caught.value.code == "melted"


async def test_the_same_reader_hears_the_rest_when_the_break_comes_while_it_waits(
    server: Loopback, clock: TestClock
) -> None:
    breaks = asyncio.Event()
    events: list[StreamEvent] = [
        ThreadRunCreated(run("queued")),
        ThreadMessageCreated(message(status="in_progress")),
    ]
    server.on("POST", RUNS, stream_reply(encoded(*events, ids_from=1), breaks, then="cut"))
    server.on("GET", EVENTS, stream_reply(encoded(text_delta("x"), ThreadRunCompleted(run()), ids_from=3)))
    async with server.client(clock) as client:
        async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
            await anext(stream)
            await anext(stream)
            waiting = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            assert not waiting.done()
            breaks.set()
            assert await waiting == text_delta("x")
            assert isinstance(await anext(stream), ThreadRunCompleted)
