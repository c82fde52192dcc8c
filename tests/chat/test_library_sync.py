"""What others do to threads: it comes in by itself, rises in the list and is unread."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT, House, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.exporting.listing import list_threads
from tui_threads.chat.seen import seen_thread
from tui_threads.chat.thread_rows import ThreadRow


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


def titles(home: House) -> list[str]:
    return [row.title for row in home.library.rows]


def row(home: House, title: str) -> ThreadRow:
    return next(one for one in home.library.rows if one.title == title)


async def test_an_old_thread_rises_and_is_unread_when_another_program_speaks_in_it(
    home: House, server: FakeServer
) -> None:
    old = server.add_thread("Old", "long ago")
    for number in range(30):
        server.now += 10
        server.add_thread(f"Newer {number}", "said since")
    home.start(home.sync.run())
    await wait_for(lambda: len(titles(home)) == 31 and titles(home)[0] == "Newer 29")
    assert not any(one.unread for one in home.library.rows)
    server.add_message(old.id, "assistant", "Something new")
    home.sync.changed()
    await wait_for(lambda: titles(home)[0] == "Old")
    assert (row(home, "Old").unread, row(home, "Old").snippet) == (True, "Something new")


async def test_a_thread_made_elsewhere_while_we_look_is_unread_too(home: House, server: FakeServer) -> None:
    server.add_thread("Before", "hello")
    home.start(home.sync.run())
    await wait_for(lambda: titles(home) == ["Before"])
    server.add_thread("By a script", "hello", "Good morning")
    home.sync.changed()
    await wait_for(lambda: titles(home) == ["By a script", "Before"])
    assert [one.unread for one in home.library.rows] == [True, False]


async def test_what_is_said_elsewhere_in_the_open_thread_is_shown_there_and_not_unread(
    home: House, server: FakeServer
) -> None:
    thread = server.add_thread("Open", "hello", "Good morning")
    home.start(home.sync.run())
    await wait_for(lambda: titles(home) == ["Open"])
    place = home.desk.open(home.library.rows[0])
    await wait_for(lambda: len(shown(place.session)) == 2)
    server.add_message(thread.id, "user", "from the other terminal")
    home.sync.changed()
    await wait_for(lambda: shown(place.session)[-1:] == ["user: from the other terminal"])
    assert not row(home, "Open").unread


async def test_a_run_begun_elsewhere_is_followed_in_the_open_thread(home: House, server: FakeServer) -> None:
    thread = server.add_thread("Open", "hello")
    home.start(home.sync.run())
    await wait_for(lambda: titles(home) == ["Open"])
    place = home.desk.open(home.library.rows[0])
    await wait_for(lambda: shown(place.session) == ["user: hello"])
    server.start_run(thread.id)
    server.say("Good ")
    home.sync.changed()
    await wait_for(lambda: shown(place.session)[-1:] == ["assistant: Good "])
    assert row(home, "Open").key in home.desk.running
    server.say("morning")
    server.finish()
    await wait_for(lambda: shown(place.session)[-1:] == ["assistant: Good morning"])
    await wait_for(lambda: not place.session.busy)


async def test_a_thread_in_which_a_run_goes_on_elsewhere_is_marked_until_it_ends(
    home: House, server: FakeServer
) -> None:
    thread = server.add_thread("Busy", "hello")
    home.start(home.sync.run())
    await wait_for(lambda: titles(home) == ["Busy"])
    server.start_run(thread.id)
    server.say("Half")
    home.sync.changed()
    await wait_for(lambda: home.library.running == {row(home, "Busy").key})
    server.finish()
    home.sync.changed()
    await wait_for(lambda: not home.library.running)


async def test_what_this_app_itself_says_is_never_unread(home: House, server: FakeServer) -> None:
    place = home.open_new()
    home.start(home.sync.run())
    await home.send(place, "hello")
    await wait_for(lambda: "runs.stream" in server.calls)
    server.say("Good")
    home.sync.changed()
    before = server.calls.count("threads.list")
    await wait_for(lambda: server.calls.count("threads.list") > before)
    server.finish()
    await wait_for(lambda: not place.session.busy)
    home.sync.changed()
    before = server.calls.count("threads.list")
    await wait_for(lambda: server.calls.count("threads.list") > before)
    assert [(one.title, one.unread) for one in home.library.rows] == [("A thread", False)]


async def test_a_server_that_lists_no_threads_is_asked_for_the_last_messages_after_a_refresh(
    home: House, server: FakeServer
) -> None:
    server.lists_threads = False
    threads = [server.add_thread(f"Known {number}", "hello") for number in range(8)]
    for thread in threads:
        await home.library.know(thread.id)
    home.start(home.sync.run())
    await wait_for(lambda: all(one.snippet == "hello" for one in home.library.rows))
    assert not any(one.unread for one in home.library.rows)
    server.add_message(threads[0].id, "assistant", "Something new")
    home.sync.refresh()
    await wait_for(lambda: row(home, "Known 0").unread)
    assert titles(home)[0] == "Known 0"
    assert server.calls.count("threads.list") == 1


async def test_a_server_that_lists_without_telling_what_was_said_is_asked_once_a_refresh(
    home: House, server: FakeServer
) -> None:
    server.tells_activity = False
    thread = server.add_thread("Plain", "hello")
    home.start(home.sync.run())
    await wait_for(lambda: [one.snippet for one in home.library.rows] == ["hello"])
    server.add_message(thread.id, "assistant", "Something new")
    home.sync.refresh()
    await wait_for(lambda: row(home, "Plain").unread)


class BusyServer(FakeServer):
    """A thread is made, and another window gets to know it, between two pages of the whole list."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def begin(self, name: str) -> None:
        super().begin(name)
        if name == "threads.list" and self.calls.count(name) == 2:
            made = seen_thread(self.listed(self.add_thread("Made meanwhile", "hello")))
            with closing(sqlite3.connect(self._file)) as other_window, other_window:
                thread_rows.see_threads(other_window, ENDPOINT.profile, [made])


async def test_a_thread_made_while_the_whole_list_is_read_is_not_taken_for_deleted(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    server = BusyServer(file)
    for number in range(150):
        server.add_thread(f"Thread {number}", "hello")
    async with house(file, server) as home:
        home.start(home.sync.run())
        await wait_for(lambda: len(home.library.rows) == 151)
        assert not row(home, "Made meanwhile").gone


class LateServer(FakeServer):
    """A thread is made, and another window gets to know it, right after the list was read."""

    file: Path

    def begin(self, name: str) -> None:
        super().begin(name)
        if name == "threads.list":
            made = self.add_thread("Made meanwhile", "hello")
            with closing(sqlite3.connect(self.file)) as other_window, other_window:
                thread_rows.see_threads(other_window, ENDPOINT.profile, [seen_thread(self.listed(made))])
            del self.threads[made.id]


async def test_listing_for_an_export_takes_no_thread_made_meanwhile_for_deleted(tmp_path: Path) -> None:
    server = LateServer()
    server.file = tmp_path / "library.db"
    server.add_thread("There before", "hello")
    with closing(Cache.open(server.file)) as cache:
        listed = await list_threads(server.client, cache, ENDPOINT.profile)
    assert {(one.title, one.gone) for one in listed.rows} == {
        ("There before", False),
        ("Made meanwhile", False),
    }


async def test_a_pin_on_a_thread_that_the_server_has_no_more_is_kept_here(
    home: House, server: FakeServer
) -> None:
    thread = server.add_thread("Lost", "hello")
    home.start(home.sync.run())
    await wait_for(lambda: titles(home) == ["Lost"])
    del server.threads[thread.id]
    home.sync.refresh()
    await wait_for(lambda: row(home, "Lost").gone)
    await home.library.pin(row(home, "Lost").key)
    lists = server.calls.count("threads.list")
    home.sync.refresh()
    await wait_for(lambda: server.calls.count("threads.list") > lists)
    assert row(home, "Lost").pinned and "threads.update" not in server.calls


async def test_two_windows_on_one_cache_see_what_the_other_does(tmp_path: Path, server: FakeServer) -> None:
    file = tmp_path / "library.db"
    server.add_thread("Common", "hello")
    async with house(file, server) as one, house(file, server) as other:
        one.start(one.sync.run())
        await wait_for(lambda: titles(one) == ["Common"])
        other.start(other.library.watch(lambda: None))
        await asyncio.sleep(0)
        await one.library.rename(one.library.rows[0].key, "Named here")
        await wait_for(lambda: titles(other) == ["Named here"])


async def test_of_two_windows_only_the_one_that_took_a_message_sends_it(
    tmp_path: Path, server: FakeServer
) -> None:
    file = tmp_path / "library.db"
    server.failures["messages.create"] = [ApiConnectionError("away", sent=False)] * 3
    async with house(file, server, online=False) as one:
        place = one.open_new()
        await one.send(place, "only once")
        async with house(file, server) as other:
            await other.desk.take_up_queues()
            assert not other.desk.running
            watching = other.desk.open(other.library.rows[0])
            await wait_for(lambda: watching.session.opened)
            assert shown(watching.session) == []
        one.start(one.link.run())
        await wait_for(lambda: server.said() == ["only once"])


async def test_what_a_killed_window_left_in_its_queue_is_sent_by_the_next(
    tmp_path: Path, server: FakeServer
) -> None:
    file = tmp_path / "library.db"
    async with house(file, server, online=False) as one:
        await one.send(one.open_new(), "left behind")
    async with house(file, server) as next_one:
        await next_one.desk.take_up_queues()
        await wait_for(lambda: server.said() == ["left behind"])


async def test_what_a_killed_window_left_in_its_queue_is_sent_by_one_that_runs_already(
    tmp_path: Path, server: FakeServer
) -> None:
    file = tmp_path / "library.db"
    async with house(file, server, online=False) as one:
        place = one.open_new()
        async with house(file, server) as other:
            watching = other.desk.open(other.library.rows[0])
            await wait_for(lambda: watching.session.opened)
            await one.send(place, "left behind")
            await other.desk.take_up_queues()
            assert shown(watching.session) == []
            one.cache.close()  # gives its lock back, as being killed does
            await other.desk.take_up_queues()
            await wait_for(lambda: server.said() == ["left behind"])
