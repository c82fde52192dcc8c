"""Threads that were never opened here are mirrored whole, in their order, and found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.chat.desk_fixture import wait_for
from tests.chat.fake_client import FakeServer
from tests.chat.search.library_fixture import SearchedLibrary
from tui_threads.api.errors import ApiError, InternalServerError
from tui_threads.chat import mirror, thread_rows
from tui_threads.chat.link import Link
from tui_threads.chat.mirror import MirroredMessage
from tui_threads.chat.search.mirroring import WholeMirrors, read_unread, read_whole
from tui_threads.wire.messages import Message


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def no_rest(_: float) -> None:
    return None


async def read(library: SearchedLibrary, server: FakeServer) -> list[bool]:
    """Read every thread that is not mirrored to its end."""
    unread = library.cache.now(read_unread, library.profile)
    return [await read_whole(server.client, library.cache, thread, between=no_rest) for thread in unread]


def know(library: SearchedLibrary, thread_id: str, active_at: int = 5) -> int:
    row = library.cache.now(thread_rows.add_thread, library.profile, "", active_at, thread_id)
    library.cache.now(thread_rows.change_thread, row.key, active_at=active_at)
    return row.key


def kept(library: SearchedLibrary, thread: int) -> list[str]:
    """The texts of a mirrored thread in their order."""
    bodies = library.cache.now(mirror.read_newest, thread, -1)
    return [Message.model_validate_json(body).content[0].text.value for body in bodies]  # type: ignore[union-attr]  # all are texts


async def test_a_long_thread_is_mirrored_in_its_order_though_all_was_said_in_one_second(
    library: SearchedLibrary, server: FakeServer
) -> None:
    thread = server.add_thread("")
    texts = [f"said {number}" for number in range(250)]
    for text in texts:
        server.add_message(thread.id, "user", text)
    same = [message.model_copy(update={"created_at": 7}) for message in server.messages[thread.id]]
    server.messages[thread.id] = same
    key = know(library, thread.id)
    newest = [MirroredMessage(one.id, 7, "user", "x", one.model_dump_json()) for one in same[-50:]]
    library.cache.now(mirror.write_messages, key, newest)  # the thread was looked at before
    assert await read(library, server) == [True]
    assert kept(library, key) == texts
    assert library.cache.now(read_unread, library.profile) == []
    assert await library.texts("249") == ["said 249"]


async def test_what_is_said_later_is_read_on_from_there(library: SearchedLibrary, server: FakeServer) -> None:
    thread = server.add_thread("", "one", "two")
    key = know(library, thread.id, active_at=5)
    await read(library, server)
    server.add_message(thread.id, "user", "three")
    assert await read(library, server) == []
    library.cache.now(thread_rows.change_thread, key, active_at=6)
    server.calls.clear()
    await read(library, server)
    assert kept(library, key) == ["one", "two", "three"]
    assert server.calls == ["messages.list"]


async def test_what_was_deleted_elsewhere_leaves_the_mirror(
    library: SearchedLibrary, server: FakeServer
) -> None:
    thread = server.add_thread("", "one", "two", "three")
    key = know(library, thread.id)
    await library.cache.run(
        mirror.write_messages, key, [MirroredMessage("msg_gone", 1, "user", "gone", "{}")]
    )
    await read(library, server)
    assert kept(library, key) == ["one", "two", "three"]


async def test_a_server_that_lists_the_newest_first_whatever_is_asked_is_understood(
    library: SearchedLibrary, server: FakeServer
) -> None:
    thread = server.add_thread("", *(f"said {number}" for number in range(5)))
    server.messages[thread.id].reverse()
    key = know(library, thread.id)
    assert await read(library, server) == [True]
    assert kept(library, key) == [f"said {number}" for number in range(5)]


async def test_a_message_that_is_being_written_is_waited_for(
    library: SearchedLibrary, server: FakeServer
) -> None:
    thread = server.add_thread("", "one")
    server.start_run(thread.id)
    server.say("half a sen")
    key = know(library, thread.id)
    assert await read(library, server) == [False]
    assert kept(library, key) == ["one"]
    server.finish()
    assert await read(library, server) == [True]
    assert kept(library, key) == ["one", "half a sen"]


@asynccontextmanager
async def mirroring(library: SearchedLibrary, server: FakeServer, busy: list[bool]) -> AsyncIterator[None]:
    link = Link(server.connect, lambda: None)
    whole = WholeMirrors(
        profile=library.profile, cache=library.cache, link=link, may_read=lambda: not busy, is_near=True
    )
    tasks = [asyncio.ensure_future(link.run()), asyncio.ensure_future(whole.run())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_everything_is_read_by_itself_once_nothing_else_goes_on(
    library: SearchedLibrary, server: FakeServer
) -> None:
    broken, fine = server.add_thread("", "one"), server.add_thread("", "two")
    gone = know(library, "thread_gone", active_at=9)
    know(library, broken.id, active_at=8)
    know(library, fine.id, active_at=7)
    failure: ApiError = InternalServerError("no capacity", status_code=500)
    busy = [True]
    async with mirroring(library, server, busy):
        server.failures["messages.list"] = []
        assert server.calls == []
        busy.clear()
        await wait_for(lambda: kept(library, gone + 2) == ["two"])
    row = library.cache.now(thread_rows.read_thread, gone)
    assert row is not None
    assert row.gone
    server.failures["messages.list"] = [failure]
    with pytest.raises(InternalServerError):
        know(library, server.add_thread("", "x").id)
        await read(library, server)


async def test_reading_a_thread_anew_after_its_last_known_message_was_deleted(
    library: SearchedLibrary, server: FakeServer
) -> None:
    thread = server.add_thread("", "one", "two")
    key = know(library, thread.id, active_at=5)
    await read(library, server)
    server.messages[thread.id].pop()
    server.add_message(thread.id, "user", "three")
    library.cache.now(thread_rows.change_thread, key, active_at=6)
    await read(library, server)
    assert kept(library, key) == ["one", "three"]
