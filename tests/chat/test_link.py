"""The link: waits for the server, mends itself, and tells everybody at once when it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.chat.desk_fixture import wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api import ThreadsClient
from tui_threads.api.errors import ApiConnectionError, AuthenticationError, BadRequestError
from tui_threads.chat.connection import ConnectError, Connector
from tui_threads.chat.link import Link


@asynccontextmanager
async def running(connect: Connector) -> AsyncIterator[Link]:
    link = Link(connect, lambda: None)
    task = asyncio.ensure_future(link.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_server_that_cannot_start_is_tried_again() -> None:
    server, attempts = FakeServer(), 0

    async def connect() -> ThreadsClient:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ConnectError("The port is taken.")
        return server.client

    async with running(connect) as link:
        await wait_for(lambda: link.state == "offline")
        assert link.sentence == "The port is taken."
        link.try_again()
        assert await link.client() is server.client
        assert link.state == "online"


async def test_one_call_that_finds_the_server_gone_ends_all_others_at_once() -> None:
    server = FakeServer()

    async def wait_for_ever(_: ThreadsClient) -> None:
        await asyncio.Event().wait()

    async def fail(_: ThreadsClient) -> None:
        raise ApiConnectionError("Nobody answers.", sent=True)

    async with running(server.connect) as link:
        waiting = asyncio.ensure_future(link.call(wait_for_ever))
        await wait_for(lambda: link.state == "online")
        with pytest.raises(ApiConnectionError):
            await link.call(fail)
        with pytest.raises(ApiConnectionError, match="Nobody answers"):
            await waiting
        await wait_for(lambda: "aclose" in server.calls)


async def test_a_refused_request_does_not_break_the_link() -> None:
    server = FakeServer()

    async def refused(_: ThreadsClient) -> None:
        raise BadRequestError("Invalid 'limit'.", status_code=400)

    async with running(server.connect) as link:
        with pytest.raises(BadRequestError):
            await link.call(refused)
        assert link.state == "online"


async def test_a_wrong_key_is_told_and_not_tried_again_at_once() -> None:
    server, attempts = FakeServer(), 0

    async def connect() -> ThreadsClient:
        nonlocal attempts
        attempts += 1
        return server.client

    async def refused(_: ThreadsClient) -> None:
        raise AuthenticationError("Incorrect API key provided.", status_code=401)

    async with running(connect) as link:
        with pytest.raises(AuthenticationError):
            await link.call(refused)
        await wait_for(lambda: "aclose" in server.calls)
        assert (link.state, link.sentence, attempts) == ("offline", "Incorrect API key provided.", 1)
        link.try_again()
        await wait_for(lambda: attempts == 2)


async def test_who_says_try_again_while_the_old_connection_still_closes_is_heard() -> None:
    server, attempts = FakeServer(), 0

    async def connect() -> ThreadsClient:
        nonlocal attempts
        attempts += 1
        return server.client

    async def refused(_: ThreadsClient) -> None:
        raise AuthenticationError("Incorrect API key provided.", status_code=401)

    async with running(connect) as link:
        with pytest.raises(AuthenticationError):
            await link.call(refused)
        assert (link.state, "aclose" in server.calls) == ("offline", False)
        link.try_again()
        await wait_for(lambda: attempts == 2)


async def test_cancelling_the_caller_cancels_its_call_and_nothing_else() -> None:
    server = FakeServer()
    ended = asyncio.Event()

    async def wait_for_ever(_: ThreadsClient) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with running(server.connect) as link:
        caller = asyncio.ensure_future(link.call(wait_for_ever))
        await wait_for(lambda: link.state == "online")
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        assert ended.is_set()
        assert link.state == "online"


async def test_who_asks_for_a_client_of_a_link_that_has_ended_waits_and_can_be_cancelled() -> None:
    server = FakeServer()
    async with running(server.connect) as link:
        await link.client()
    late = asyncio.ensure_future(link.client())
    done, waiting = await asyncio.wait([late], timeout=0)
    assert (done, waiting) == (set(), {late})
    late.cancel()
    with pytest.raises(asyncio.CancelledError):
        await late
