"""What is done to threads here while the server fails, or does not keep it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.desk_fixture import House, house, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import BadRequestError, InternalServerError
from tui_threads.chat.thread_rows import ThreadRow

REFUSED = BadRequestError("This server keeps no metadata.", status_code=405)
FAILED = InternalServerError("The server is busy.", status_code=503)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        server.add_thread("Sea", "hello")
        opened.start(opened.sync.run())
        await wait_for(lambda: opened.library.rows)
        yield opened


def only(home: House) -> ThreadRow:
    (row,) = home.library.rows
    return row


async def look_again(home: House, server: FakeServer) -> None:
    """Have the server's list read whole once more."""
    lists = server.calls.count("threads.list")
    home.sync.refresh()
    await wait_for(lambda: server.calls.count("threads.list") > lists + 1)


async def test_a_title_that_the_server_fails_to_take_is_kept_and_told_again(
    home: House, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_threads.chat.library_changes._AGAIN_SECONDS", 0.0)
    server.failures["threads.update"] = [FAILED]
    await home.library.rename(only(home).key, "Ocean")
    home.sync.changed()
    await wait_for(lambda: server.calls.count("threads.update") == 1)
    await look_again(home, server)
    await wait_for(lambda: not only(home).unsaved)
    assert only(home).title == "Ocean"
    assert [thread.metadata["title"] for thread in server.threads.values()] == ["Ocean"]
    assert home.told == []


async def test_a_server_that_failed_is_left_in_peace_for_a_while(home: House, server: FakeServer) -> None:
    server.failures["threads.update"] = [FAILED]
    await home.library.rename(only(home).key, "Ocean")
    home.sync.changed()
    await wait_for(lambda: server.calls.count("threads.update") == 1)
    await look_again(home, server)
    assert server.calls.count("threads.update") == 1
    assert (only(home).title, only(home).unsaved) == ("Ocean", True)


async def test_what_a_server_does_not_keep_is_kept_here_and_said_once(
    home: House, server: FakeServer
) -> None:
    server.failures["threads.update"] = [REFUSED]
    await home.library.rename(only(home).key, "Ocean")
    home.sync.changed()
    await wait_for(lambda: home.told)
    await look_again(home, server)
    assert only(home).title == "Ocean"
    assert server.calls.count("threads.update") == 1
    assert home.told == ["The server does not keep what was changed of “Ocean”; it is kept here."]


async def test_what_is_said_in_a_thread_that_is_kept_here_alone_is_seen(
    home: House, server: FakeServer
) -> None:
    server.failures["threads.update"] = [REFUSED]
    await home.library.rename(only(home).key, "Ocean")
    home.sync.changed()
    await wait_for(lambda: home.told)
    (thread_id,) = server.threads
    server.add_message(thread_id, "assistant", "Something new")
    home.sync.changed()
    await wait_for(lambda: only(home).snippet == "Something new")
    assert (only(home).title, only(home).unread) == ("Ocean", True)


async def test_a_thread_that_the_server_does_not_delete_comes_back(home: House, server: FakeServer) -> None:
    server.failures["threads.delete"] = [BadRequestError("Threads stay.", status_code=405)]
    await home.library.set_delete_at(only(home).key, 1.0)
    assert home.library.shown() == []
    home.sync.changed()
    await wait_for(lambda: home.told)
    assert [row.title for row in home.library.shown()] == ["Sea"]
    assert home.told == ["The server does not delete “Sea”: Threads stay."]
    assert server.threads


async def test_a_deletion_at_which_the_server_fails_holds_nothing_else_up(
    home: House, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_threads.chat.library_changes._AGAIN_SECONDS", 0.0)
    server.failures["threads.delete"] = [FAILED]
    await home.library.set_delete_at(only(home).key, 1.0)
    server.add_thread("New", "hello")
    home.sync.changed()
    await wait_for(lambda: [row.title for row in home.library.shown()] == ["New"])
    home.sync.changed()
    await wait_for(lambda: [row.title for row in home.library.rows] == ["New"])
    assert len(server.threads) == 1
