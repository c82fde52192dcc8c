"""What the user does to threads, twice at once and while the server answers: nothing of it is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.desk_fixture import House, at_work, house, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.chat import thread_rows
from tui_threads.chat.library import metadata_of


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


async def test_a_title_and_a_pin_given_in_one_breath_both_stay(home: House, server: FakeServer) -> None:
    thread = server.add_thread("Old")
    row = await home.library.know(thread.id, "Old")
    async with at_work(home.cache):
        both = asyncio.gather(home.library.rename(row.key, "New"), home.library.pin(row.key))
        await asyncio.sleep(0)
    await both
    (row,) = home.library.rows
    assert (row.title, row.pinned) == ("New", True)
    home.start(home.sync.run())
    await wait_for(lambda: server.threads[thread.id].metadata == {"title": "New", "pinned": "true"})


async def test_a_pin_taken_back_in_the_same_breath_is_none(home: House) -> None:
    row = home.begin()
    async with at_work(home.cache):
        both = asyncio.gather(home.library.pin(row.key), home.library.pin(row.key))
        await asyncio.sleep(0)
    await both
    assert not home.library.rows[0].pinned
    assert metadata_of(home.library.rows[0]) == {}


async def test_a_title_that_is_given_while_the_server_is_asked_for_the_first_line_stays(
    home: House, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = server.add_thread("", "the first line")
    named = asyncio.Event()
    ask = server.client.threads.messages.list

    async def slowly(*args: object, **kwargs: object) -> object:
        await named.wait()
        return await ask(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(server.client.threads.messages, "list", slowly)
    home.start(home.sync.run())
    await wait_for(lambda: home.library.rows)
    await home.library.rename(home.library.rows[0].key, "Mine")
    named.set()
    await wait_for(lambda: server.threads[thread.id].metadata.get("title") == "Mine")
    assert home.library.rows[0].title == "Mine"


async def test_a_thread_begun_while_the_rows_are_read_is_among_them(home: House) -> None:
    were_read = threading.Event()
    reading = asyncio.ensure_future(home.library.reload())
    behind = asyncio.ensure_future(home.cache.run(lambda _: were_read.set()))
    await asyncio.sleep(0)
    were_read.wait(10)  # the loop stands still: the rows are read, and not taken over
    row = home.begin()
    await asyncio.gather(reading, behind)
    assert home.library.row(row.key) is not None


async def test_what_is_deleted_and_brought_back_in_one_breath_is_there(home: House) -> None:
    row = home.begin()
    async with at_work(home.cache):
        both = asyncio.gather(home.library.delete(row.key), home.library.undo_delete())
        await asyncio.sleep(0)
    _, back = await both
    assert back is not None and back.key == row.key
    assert home.library.shown() == [back]


async def test_what_is_being_deleted_on_the_server_is_not_said_to_be_back(home: House) -> None:
    row = home.begin()
    await home.library.delete(row.key)
    await home.library.set_delete_at(row.key, time.time())
    assert await home.library.undo_delete() is None
    assert home.library.shown() == []


async def test_what_waits_in_a_deleted_thread_is_sent_only_when_the_thread_is_back(
    home: House, server: FakeServer
) -> None:
    home.desk.may_send.clear()
    place = home.open_new()
    await home.send(place, "wait")
    key = place.session.row.key
    home.desk.forget(key)
    await home.library.delete(key)
    await home.desk.take_up_queues()
    assert home.desk.session(key) is None
    await home.library.undo_delete()
    home.desk.may_send.set()
    await home.desk.take_up_queues()
    await wait_for(lambda: server.said() == ["wait"])


async def test_a_thread_without_a_title_gets_one_and_words_only_where_it_has_none(home: House) -> None:
    untitled = await home.cache.run(thread_rows.add_thread, "local", "", 1.0)
    given = await home.cache.run(thread_rows.title_untitled, untitled.key, "First", "first words")
    again = await home.cache.run(thread_rows.title_untitled, untitled.key, "Second", "second words")
    assert given is not None and (given.title, given.snippet) == ("First", "first words")
    assert again == given
