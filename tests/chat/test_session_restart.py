"""What another start of the program finds: nothing that was typed or received is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT, at_work, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat import outbox
from tui_threads.chat.connection import ConnectError
from tui_threads.chat.sending import Sending


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def _nobody() -> None:
    raise ConnectError("The server cannot be started.")


async def test_a_reply_that_went_on_while_the_app_was_closed_is_there(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: place.session.active_run)
        server.say("Half ")
        await wait_for(lambda: shown(place.session)[-1] == "assistant: Half ")
    server.say("and whole")
    server.finish()
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half and whole"])


async def test_what_was_seen_of_a_thread_is_there_at_once_even_while_the_cache_is_at_work(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("t")
    for number in range(30):
        server.add_message(thread.id, "user", str(number))
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(await home.library.know(thread.id))
        await wait_for(lambda: len(shown(place.session)) == 30)
    async with house(tmp_path / "library.db", server, online=False) as home:
        async with at_work(home.cache):
            place = home.desk.open(home.library.rows[0])
            assert shown(place.session)[-1] == "user: 29"
            assert len(shown(place.session)) < 30
        await wait_for(lambda: len(shown(place.session)) == 30)


async def test_a_reply_still_being_written_is_followed_to_its_end(tmp_path: Path, server: FakeServer) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: place.session.active_run)
        server.say("Half ")
        await wait_for(lambda: shown(place.session)[-1] == "assistant: Half ")
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half "])
        server.say("and whole")
        server.finish()
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half and whole"])


async def test_what_came_of_a_reply_is_there_though_its_server_never_comes_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: place.session.active_run)
        server.say("Half ")
        await wait_for(lambda: shown(place.session)[-1] == "assistant: Half ")
        server.connect = _nobody  # type: ignore[method-assign,assignment]  # the server is away
        server.break_stream(ApiConnectionError("gone", sent=True))
        await wait_for(lambda: home.link.state == "offline")
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half "])


async def test_a_queue_survives_and_is_sent_at_the_next_start(tmp_path: Path, server: FakeServer) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await home.send(place, "typed without a server")
    async with house(tmp_path / "library.db", server) as home:
        await home.desk.take_up_queues()
        await wait_for(lambda: server.asked)
    assert server.said() == ["typed without a server"]


async def test_a_message_stored_just_before_a_crash_is_answered_and_not_sent_twice(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("t")
    async with house(tmp_path / "library.db", server, online=False) as home:
        row = await home.library.know(thread.id)
        queued = outbox.new_queued(row.key, "once")
        await home.cache.run(outbox.enqueue, ENDPOINT.profile, queued, outbox.Draft(row.key, ""))
        await home.cache.run(outbox.mark_queued, queued.key, "sending")
    server.add_message(thread.id, "user", "once", {outbox.CLIENT_KEY: queued.key})
    async with house(tmp_path / "library.db", server) as home:
        await home.desk.take_up_queues()
        await wait_for(lambda: "runs.stream" in server.calls)
        assert server.said() == ["once"]
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: place.session.active_run)
        assert shown(place.session) == ["user: once"]
        await wait_for(lambda: home.cache.read(outbox.read_queue, place.session.row.key) == [])


async def test_a_thread_is_read_from_the_mirror_without_a_server(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Trip", "Where to?", "Lisbon.")
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(await home.library.know(thread.id))
        await wait_for(lambda: len(shown(place.session)) == 2)
    server.connect = _nobody  # type: ignore[method-assign,assignment]  # the server is away
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: shown(place.session) == ["user: Where to?", "assistant: Lisbon."])
        await wait_for(lambda: home.link.state == "offline")
        assert home.link.sentence == "The server cannot be started."


async def test_older_pages_come_from_the_server_and_then_from_the_mirror(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Long", *[f"line {number}" for number in range(120)])
    async with house(tmp_path / "library.db", server) as home:
        place = home.desk.open(await home.library.know(thread.id))
        await wait_for(lambda: len(shown(place.session)) == 50 and not place.session.stale)
        await place.errands.read_older()
        await place.errands.read_older()
        assert shown(place.session)[0] == "user: line 0"
        assert len(shown(place.session)) == 120
        assert not place.session.has_older
        server.failures["messages.list"] = [ApiConnectionError("gone", sent=False)]
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: place.session.opened)
        await place.errands.read_older()
        assert shown(place.session)[0] == "user: line 20"


async def test_of_what_is_answered_nothing_is_left_to_be_sent_again_where_the_connection_breaks_just_then(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        sending = Sending(
            place.session, cache=home.cache, answerers=home.desk.answerers, lists_threads=lambda: True,
            take=lambda _client, _event: asyncio.sleep(0),
        )  # fmt: skip
        for text in ("one", "two"):
            await home.send(place, text)
            sending.settle(place.session.queue[0])
        async with at_work(home.cache):
            forgetting = home.start(sending.forget_settled())
            await asyncio.sleep(0)
            forgetting.cancel()
        assert await home.cache.run(outbox.read_queue, place.session.row.key) == []


async def test_a_message_taken_back_to_be_edited_is_a_draft_with_all_that_stood_there_when_the_app_is_killed(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await home.send(place, "taken back")
        key = place.session.row.key
        await home.cache.run(outbox.write_draft, ENDPOINT.profile, key, "and a draft")
        await wait_for(lambda: place.session.queue)
        await place.session.drop_queued(place.session.queue[0].key, edit=True)
    async with house(tmp_path / "library.db", server) as home:
        assert home.cache.read(outbox.read_draft, ENDPOINT.profile, key) == "taken back\nand a draft"
        assert home.cache.read(outbox.threads_with_queue, ENDPOINT.profile) == []
