"""What a caller learns when a call fails."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.api.loopback import Loopback, Reply, TestClock, error_reply, json_reply
from tests.api.values import run
from tui_threads.api import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ApiTimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    Profile,
    ProtocolError,
    RateLimitError,
    RunCancelledError,
    RunExpiredError,
    RunFailedError,
    RunIncompleteError,
    ThreadsClient,
    UnprocessableEntityError,
    run_error,
)

pytestmark = pytest.mark.usefixtures("both_ways")

THREAD = "/threads/thread_1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, ApiStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (503, InternalServerError),
    ],
)
async def test_a_refusal_tells_status_sentence_code_param_and_request_id(
    server: Loopback, status: int, kind: type[ApiStatusError]
) -> None:
    server.on("GET", THREAD, error_reply(status, "Because.", x_request_id="req_9"))
    async with server.client(max_retries=0) as client:
        with pytest.raises(ApiStatusError) as caught:
            await client.threads.retrieve("thread_1")
    error = caught.value
    assert type(error) is kind
    assert (str(error), error.status_code, error.code, error.param, error.type, error.request_id) == (
        "Because.",
        status,
        "wrong",
        "field",
        "invalid_request_error",
        "req_9",
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"detail":"Not authenticated"}', "Not authenticated"),
        (b'{"detail":[{"loc":["body","role"],"msg":"field required"}]}', "body.role: field required"),
        (b'{"message":"plain"}', "plain"),
        (b'{"error":"only words"}', "only words"),
        (b'"words"', "words"),
        (b"Bad Gateway", "Bad Gateway"),
        (b"<html>Bad Gateway</html>", "The server answered with status 422 and no explanation."),
        (b"", "The server answered with status 422 and no explanation."),
        (b"null", "The server answered with status 422 and no explanation."),
    ],
)
async def test_errors_without_the_envelope_are_read(server: Loopback, body: bytes, sentence: str) -> None:
    server.on("POST", "/threads", Reply([body], 422))
    async with server.client() as client:
        with pytest.raises(UnprocessableEntityError) as caught:
            await client.threads.create()
    assert str(caught.value) == sentence


async def test_a_rate_limit_tells_when_it_ends(server: Loopback) -> None:
    headers = {
        "retry-after": "7",
        "x-ratelimit-reset-requests": "6m0s",
        "x-ratelimit-reset-tokens": "12ms",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-remaining-tokens": "149",
    }
    server.on("GET", THREAD, Reply([b"{}"], 429, headers))
    async with server.client(max_retries=0) as client:
        with pytest.raises(RateLimitError) as caught:
            await client.threads.retrieve("thread_1")
    error = caught.value
    assert (error.retry_after, error.reset_requests, error.reset_tokens) == (7.0, 360.0, 0.012)
    assert (error.remaining_requests, error.remaining_tokens) == (0, 149)


async def test_a_server_that_is_not_there_is_a_connection_error(clock: TestClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    async with ThreadsClient(Profile(f"http://127.0.0.1:{port}/v1"), clock=clock) as client:
        with pytest.raises(ApiConnectionError, match="cannot be reached: Connection refused") as caught:
            await client.threads.create()
    assert not caught.value.sent
    assert len(clock.waits) == 2


async def test_a_server_that_stays_silent_is_a_timeout(server: Loopback) -> None:
    server.on("POST", "/threads", Reply([asyncio.Event()]))
    async with server.client() as client:
        with pytest.raises(ApiTimeoutError, match="in time") as caught:
            await client.threads.create(timeout=0.05)
    assert caught.value.sent


async def test_null_for_an_unknown_id_is_not_found(server: Loopback) -> None:
    server.on("GET", THREAD, Reply([b"null"]))
    async with server.client() as client:
        with pytest.raises(NotFoundError, match="nothing under this id"):
            await client.threads.retrieve("thread_1")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"object": "thread"}', b"null", b'{"id": 5}'])
async def test_an_answer_that_is_no_thread_is_a_protocol_error(server: Loopback, body: bytes) -> None:
    server.on("POST", "/threads", Reply([body], headers={"x-request-id": "req_1"}))
    async with server.client() as client:
        with pytest.raises(ProtocolError, match="The server's answer is no Thread") as caught:
            await client.threads.create()
    assert caught.value.request_id == "req_1"


async def test_a_redirect_on_the_same_server_is_followed_with_its_body(server: Loopback) -> None:
    server.on("POST", "/threads", Reply(status=307, headers={"location": "/v1/threads/"}))
    server.on("POST", "/threads/", json_reply({"id": "thread_1"}))
    async with server.client() as client:
        await client.threads.create(metadata={"a": "b"})
    assert server.received[1].json == {"metadata": {"a": "b"}}


async def test_a_redirect_to_another_server_never_shows_it_the_key(server: Loopback) -> None:
    async with Loopback() as other:
        target = {"location": f"{other.url}/threads/thread_1"}
        server.on("GET", THREAD, Reply(status=307, headers=target))
        async with server.client() as client:
            with pytest.raises(ProtocolError, match="elsewhere"):
                await client.threads.retrieve("thread_1")
        assert other.received == []


async def test_redirects_in_a_circle_end(server: Loopback) -> None:
    server.on("GET", THREAD, Reply(status=308, headers={"location": f"/v1{THREAD}"}))
    async with server.client() as client:
        with pytest.raises(ProtocolError, match="circle"):
            await client.threads.retrieve("thread_1")


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080/v1", "ftp://host/v1", "http:///v1"])
async def test_a_base_url_that_is_none_is_refused_by_name(url: str) -> None:
    async with ThreadsClient(Profile(url)) as client:
        with pytest.raises(InvalidRequestError) as caught:
            await client.threads.create()
    assert caught.value.param == "base_url"


def test_the_end_of_a_run_can_be_taken_as_an_error() -> None:
    last_error = {"code": "rate_limit_exceeded", "message": "Too much."}
    failed = run_error(run("failed", last_error=last_error))
    assert isinstance(failed, RunFailedError)
    assert (str(failed), failed.code) == ("Too much.", "rate_limit_exceeded")
    assert isinstance(run_error(run("expired")), RunExpiredError)
    assert isinstance(run_error(run("cancelled")), RunCancelledError)
    assert isinstance(run_error(run("incomplete")), RunIncompleteError)
    assert [run_error(run(status)) for status in ("completed", "requires_action", "queued")] == [None] * 3
    assert isinstance(failed, ApiError)
