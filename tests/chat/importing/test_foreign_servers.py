"""Threads brought in to servers that are not ours: without a list of threads, with limits of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.api.loopback import Loopback, Reply, error_reply, json_reply
from tui_threads.chat.cache import Cache
from tui_threads.chat.exporting.listing import list_threads
from tui_threads.chat.importing.bringing import Bringing, Report
from tui_threads.chat.importing.found import FoundMessage, FoundThread, Source
from tui_threads.chat.importing.plan import make_plan

THREAD = {"id": "thread_1", "object": "thread", "created_at": 1700000000}
MADE = json_reply({**THREAD, "metadata": {"imported_from": "test:1", "imported_messages": "20"}})
WHOLE = json_reply({**THREAD, "metadata": {"imported_from": "test:1", "imported_messages": "30"}})
SAID = json_reply({"id": "msg_1", "object": "thread.message", "created_at": 1700000000, "role": "user"})
TALK = FoundThread("test:1", "A talk", tuple(FoundMessage("user", (f"turn {n}",)) for n in range(30)))


@pytest.fixture
async def far() -> AsyncIterator[Loopback]:
    async with Loopback() as made:
        made.on("POST", "/threads/thread_1", WHOLE)
        made.on("POST", "/threads/thread_1/messages", SAID)
        yield made


async def bring(far: Loopback, cache: Cache, *threads: FoundThread) -> Report:
    async with far.client(max_retries=0) as client:
        listed = await list_threads(client, cache, "far")
        assert not listed.from_server
        plan = make_plan([Source("test", threads)], listed.rows)
        report = Report()
        await Bringing(client, cache, "far", lambda title: None, report).run(plan)
        return report


def sizes(far: Loopback) -> list[int]:
    """How many messages each thread was to be made with."""
    bodies = [request.json for request in far.asked("POST", "/threads")]
    return [len(body["messages"]) for body in bodies if isinstance(body, dict)]


async def test_a_server_that_refuses_so_many_messages_at_once_gets_fewer(far: Loopback, cache: Cache) -> None:
    far.on("POST", "/threads", error_reply(400, "array too long"), MADE)
    report = await bring(far, cache, TALK)
    assert sizes(far) == [30, 20]
    assert len(far.asked("POST", "/threads/thread_1/messages")) == 10
    assert (report.failed, report.messages) == ([], 30)


async def test_what_was_made_is_known_next_time_though_the_server_lists_nothing(
    far: Loopback, cache: Cache
) -> None:
    far.on("POST", "/threads", WHOLE)
    await bring(far, cache, TALK)
    assert (await bring(far, cache, TALK)).made == []
    assert sizes(far) == [30]


async def test_a_refused_key_ends_the_import_and_says_why(far: Loopback, cache: Cache) -> None:
    far.on("POST", "/threads", error_reply(401, "Wrong key."))
    report = await bring(far, cache, TALK, replace(TALK, mark="test:2"))
    assert report.stopped is not None
    assert len(sizes(far)) == 1


async def test_a_server_that_goes_away_ends_the_import(far: Loopback, cache: Cache) -> None:
    far.on("POST", "/threads", MADE)
    far.on("POST", "/threads/thread_1/messages", SAID, Reply(then="no answer"))
    long = replace(TALK, messages=tuple(FoundMessage("user", (f"turn {n}",)) for n in range(300)))
    report = await bring(far, cache, long)
    assert report.stopped is not None
    assert report.messages == 201


async def test_a_thread_that_was_deleted_there_is_made_again(far: Loopback, cache: Cache) -> None:
    far.on("POST", "/threads", MADE)
    await bring(far, cache, replace(TALK, messages=TALK.messages[:20]))
    far.on("GET", "/threads/thread_1", error_reply(404, "No thread found."))
    again = {**THREAD, "id": "thread_2", "metadata": {"imported_from": "test:1", "imported_messages": "30"}}
    far.on("POST", "/threads", json_reply(again))
    report = await bring(far, cache, TALK)
    assert (report.made, report.failed) == (["thread_2"], [])
    assert (await bring(far, cache, TALK)).made == []
