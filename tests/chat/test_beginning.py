"""A new thread begins with one call; whatever becomes of the answer, it is neither lost nor begun twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.chat.desk_fixture import house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import ApiConnectionError, InternalServerError, RateLimitError
from tui_threads.chat import outbox
from tui_threads.chat.desk import Place


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def test_an_answer_lost_on_the_way_is_found_by_its_key(tmp_path: Path, server: FakeServer) -> None:
    async with house(tmp_path / "library.db", server) as home:
        server.lose = [ApiConnectionError("The connection broke.", sent=True)]
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: home.link.state == "offline")
        home.link.try_again()
        await wait_for(lambda: place.session.active_run)
        server.say("Found.")
        server.finish()
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Found."])
        assert len(server.threads) == 1
        await wait_for(lambda: home.cache.read(outbox.read_queue, place.session.row.key) == [])


async def test_an_app_killed_before_the_answer_finds_the_thread_when_it_is_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        server.lose = [ApiConnectionError("Killed.", sent=True)]
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: home.link.state == "offline")
    async with house(tmp_path / "library.db", server) as home:
        home.start(home.sync.run())
        await home.desk.take_up_queues()
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: place.session.active_run)
        server.finish()
        await wait_for(lambda: shown(place.session) == ["user: hello"] and not place.session.busy)
        await wait_for(lambda: "threads.list" in server.calls)
        await home.library.reload()
        assert [row.id for row in home.library.rows] == list(server.threads)
    assert len(server.threads) == 1


async def test_a_row_that_the_list_brought_meanwhile_is_the_same_thread(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await home.send(place, "hello")
        made = server.add_thread("A thread")
        queued = home.cache.read(outbox.read_queue, place.session.row.key)[0]
        server.threads[made.id] = made.model_copy(update={"metadata": {outbox.CLIENT_KEY: queued.key}})
        server.add_message(made.id, "user", "hello", {outbox.CLIENT_KEY: queued.key})
        home.start(home.sync.run())
        home.start(home.link.run())
        await wait_for(lambda: "threads.list" in server.calls)
        assert [row.id for row in home.library.rows] == [None]


async def test_a_server_that_has_no_room_is_said_at_the_message_and_asked_again_when_wished(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        server.failures["threads.create_and_run"] = [
            RateLimitError("Too many requests.", status_code=429),
            InternalServerError("The server had an error.", status_code=500),
        ]
        place = home.open_new()
        await home.send(place, "hello")
        for sentence in ("Too many requests.", "The server had an error."):
            await wait_for(partial(_failed_with, place, sentence))
            await wait_for(lambda: shown(place.session) == ["failed: hello"])
            await place.session.retry()
        await wait_for(lambda: place.session.active_run)
        assert server.said() == ["hello"]


def _failed_with(place: Place, sentence: str) -> bool:
    return [one.reason for one in place.session.queue] == [sentence]


async def test_a_stop_before_the_run_is_there_stops_it(tmp_path: Path, server: FakeServer) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await home.send(place, "hello")
        place.session.answering = True
        await place.errands.stop()
        await wait_for(lambda: "runs.cancel" in server.calls)
        await wait_for(lambda: not place.session.busy)
        assert server.said() == ["hello"]
