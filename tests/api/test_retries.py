"""What is sent again, after how long, and what never is."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.loopback import Loopback, Reply, TestClock, error_reply, json_reply
from tui_threads.api import ApiConnectionError, ApiStatusError, InternalServerError, RateLimitError
from tui_threads.api.errors import retry_after
from tui_threads.api.retries import backoff

THREAD = "/threads/thread_1"
FOUND = json_reply({"id": "thread_1"})


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_a_read_is_repeated_after_a_failure(server: Loopback, clock: TestClock, status: int) -> None:
    server.on("GET", THREAD, error_reply(status), error_reply(status), FOUND)
    async with server.client(clock) as client:
        await client.threads.retrieve("thread_1")
    assert [request.headers.get("x-stainless-retry-count") for request in server.received] == [None, "1", "2"]
    assert 0.375 <= clock.waits[0] <= 0.5
    assert 0.75 <= clock.waits[1] <= 1.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refusal_for_good_is_not_repeated(server: Loopback, clock: TestClock, status: int) -> None:
    server.on("GET", THREAD, error_reply(status), FOUND)
    async with server.client(clock) as client:
        with pytest.raises(ApiStatusError):
            await client.threads.retrieve("thread_1")
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [408, 409, 429])
async def test_a_post_that_was_refused_is_repeated(server: Loopback, clock: TestClock, status: int) -> None:
    server.on("POST", "/threads", error_reply(status), FOUND)
    async with server.client(clock) as client:
        await client.threads.create()
    assert len(server.received) == 2


@pytest.mark.parametrize(
    "failure", [error_reply(500), error_reply(503), Reply(then="no answer"), Reply(then="cut")]
)
async def test_a_post_that_may_have_been_carried_out_is_sent_once(
    server: Loopback, clock: TestClock, failure: Reply
) -> None:
    server.on("POST", "/threads", failure, FOUND)
    async with server.client(clock) as client:
        with pytest.raises((InternalServerError, ApiConnectionError)):
            await client.threads.create()
    assert len(server.received) == 1


async def test_a_post_with_an_idempotency_key_is_repeated(server: Loopback, clock: TestClock) -> None:
    server.on("POST", "/threads", Reply(then="no answer"), error_reply(500), FOUND)
    async with server.client(clock) as client:
        await client.threads.create(idempotency_key="once")
    assert [request.headers["idempotency-key"] for request in server.received] == ["once"] * 3


async def test_an_update_does_no_harm_twice_and_is_repeated(server: Loopback, clock: TestClock) -> None:
    server.on("POST", THREAD, Reply(then="no answer"), FOUND)
    async with server.client(clock) as client:
        await client.threads.update("thread_1", metadata={"a": "b"})
    assert [request.json for request in server.received] == [{"metadata": {"a": "b"}}] * 2


async def test_the_server_overrules_what_may_be_repeated(server: Loopback, clock: TestClock) -> None:
    server.on("POST", "/threads", error_reply(500, x_should_retry="true"), FOUND)
    server.on("GET", THREAD, error_reply(500, x_should_retry="false"), FOUND)
    async with server.client(clock) as client:
        await client.threads.create()
        with pytest.raises(InternalServerError):
            await client.threads.retrieve("thread_1")


async def test_retry_after_is_obeyed(server: Loopback, clock: TestClock) -> None:
    server.on(
        "GET", THREAD, error_reply(429, retry_after="7"), error_reply(429, retry_after_ms="1500"), FOUND
    )
    async with server.client(clock) as client:
        await client.threads.retrieve("thread_1")
    assert clock.waits == [7.0, 1.5]


async def test_a_wait_beyond_two_minutes_is_not_waited_for(server: Loopback, clock: TestClock) -> None:
    server.on("GET", THREAD, error_reply(429, retry_after="121"), FOUND)
    async with server.client(clock) as client:
        with pytest.raises(RateLimitError) as caught:
            await client.threads.retrieve("thread_1")
    assert clock.waits == []
    assert caught.value.retry_after == 121


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert retry_after({"retry-after": "2.5"}) == 2.5
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, now=1445412470.0) == 10.0
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, now=1445412490.0) == 0.0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


def test_waits_double_up_to_eight_seconds_and_are_spread() -> None:
    assert [backoff(attempt, None, 0.0) for attempt in range(6)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert backoff(0, None, 1.0) == 0.375


async def test_a_cancelled_call_is_not_repeated(server: Loopback, clock: TestClock) -> None:
    server.on("GET", THREAD, Reply([asyncio.Event()]))
    async with server.client(clock) as client:
        call = asyncio.ensure_future(client.threads.retrieve("thread_1"))
        await server.arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert len(server.received) == 1
