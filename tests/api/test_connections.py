"""Connections are used again, and never shared by two answers."""

from __future__ import annotations

import asyncio
import gc
import gzip
import zlib

import pytest

from tests.api.loopback import Loopback, Reply, error_reply, json_reply, stream_reply
from tests.api.values import encoded, reply_events
from tui_threads.api import ApiConnectionError, NotFoundError, ProtocolError

pytestmark = pytest.mark.usefixtures("both_ways")

ANSWER = b'{"id": "thread_1"}'
FOUND = json_reply({"id": "thread_1"})


async def test_calls_one_after_the_other_use_one_connection(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    server.on("GET", "/threads/nope", error_reply(404))
    server.on("POST", "/threads/thread_1/runs", stream_reply(encoded(*reply_events("Hi"))))
    async with server.client() as client:
        for _ in range(3):
            await client.threads.create()
            with pytest.raises(NotFoundError):
                await client.threads.retrieve("nope")
            async with client.threads.runs.stream("thread_1", assistant_id="a") as stream:
                await stream.until_done()
    assert server.connections == 1


async def test_calls_at_the_same_time_do_not_wait_for_each_other(server: Loopback) -> None:
    go_on = asyncio.Event()
    server.on("GET", "/threads/slow", Reply([go_on, b'{"id": "slow"}']))
    server.on("POST", "/threads", FOUND)
    async with server.client() as client:
        slow = [asyncio.ensure_future(client.threads.retrieve("slow")) for _ in range(5)]
        await server.arrived.wait()
        for _ in range(10):
            await client.threads.create()
        go_on.set()
        assert [thread.id for thread in await asyncio.gather(*slow)] == ["slow"] * 5
    assert server.connections <= 6


async def test_a_broken_or_cancelled_call_leaves_the_next_one_well(server: Loopback) -> None:
    server.on("GET", "/threads/cut", Reply([b"{"], then="cut"))
    server.on("GET", "/threads/slow", Reply([asyncio.Event()]))
    server.on("POST", "/threads", FOUND)
    async with server.client(max_retries=0) as client:
        with pytest.raises(ApiConnectionError):
            await client.threads.retrieve("cut")
        slow = asyncio.ensure_future(client.threads.retrieve("slow"))
        while len(server.asked("GET", "/threads/slow")) < 1:
            await client.threads.create()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert (await client.threads.create()).id == "thread_1"


async def test_a_connection_the_server_has_closed_is_replaced(server: Loopback) -> None:
    server.on("POST", "/threads", Reply([b'{"id": "thread_1"}'], then="close"))
    async with server.client(max_retries=0) as client:
        for _ in range(3):
            await client.threads.create()
    assert server.connections == 3


@pytest.mark.parametrize("on", [True, False])
async def test_reading_an_answer_leaves_pythons_collector_as_it_was(server: Loopback, on: bool) -> None:
    server.on("GET", "/threads/odd", Reply([b"[]"]))
    server.on("POST", "/threads", FOUND)
    was_on = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        async with server.client() as client:
            await client.threads.create()
            assert gc.isenabled() is on
            with pytest.raises(ProtocolError):
                await client.threads.retrieve("odd")
            assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(ANSWER)),
        ("deflate", zlib.compress(ANSWER)),
        ("deflate", zlib.compress(ANSWER)[2:-4]),  # as some servers understand the word
        ("identity", ANSWER),
    ],
    ids=["gzip", "deflate", "bare deflate", "not at all"],
)
async def test_a_compressed_answer_is_read(server: Loopback, encoding: str, body: bytes) -> None:
    pieces = [body[:5], body[5:]]
    server.on("POST", "/threads", Reply(pieces, headers={"content-encoding": encoding}))
    async with server.client() as client:
        assert (await client.threads.create()).id == "thread_1"
    assert server.received[0].headers["accept-encoding"] == "gzip, deflate"


async def test_an_answer_that_cannot_be_unpacked_is_a_broken_connection(server: Loopback) -> None:
    server.on("POST", "/threads", Reply([b"no gzip"], headers={"content-encoding": "gzip"}))
    async with server.client(max_retries=0) as client:
        with pytest.raises(ApiConnectionError):
            await client.threads.create()
