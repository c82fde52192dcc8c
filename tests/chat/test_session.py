"""A session: what is sent, what comes back, and that nothing is lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.chat.desk_fixture import House, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import (
    ApiConnectionError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
)
from tui_threads.chat.trouble import HELD_REASON


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


async def test_a_new_thread_its_message_and_its_run_are_one_call(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    assert "threads.create_and_run" in server.calls
    assert not {"threads.create", "messages.create"} & set(server.calls)
    assert next(iter(server.threads.values())).metadata["title"] == "A thread"
    assert shown(place.session) == ["user: hello"]


async def test_where_threads_cannot_be_listed_the_thread_is_made_first(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "other.db", server, lists_threads=False) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: place.session.active_run)
    wanted = [call for call in server.calls if call in ("threads.create", "messages.create", "runs.stream")]
    assert wanted == ["threads.create", "messages.create", "runs.stream"]


async def test_the_reply_is_shown_as_it_comes(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    server.say("Good ")
    await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Good "])
    server.say("morning")
    server.finish()
    await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Good morning"])
    await wait_for(lambda: place.session.row.snippet == "Good morning")


async def test_messages_typed_during_a_run_wait_and_are_sent_in_order(
    home: House, server: FakeServer
) -> None:
    place = home.open_new()
    await home.send(place, "one")
    await wait_for(lambda: place.session.active_run)
    await home.send(place, "two")
    await home.send(place, "three")
    assert shown(place.session)[-2:] == ["waiting: two", "waiting: three"]
    for number, reply in enumerate(("first", "second", "third"), start=1):
        await wait_for(partial(lambda begun: len(server.asked) == begun, number))
        server.say(reply)
        server.finish()
    await wait_for(lambda: not place.session.busy)
    assert server.said() == ["one", "first", "two", "second", "three", "third"]


async def test_a_waiting_message_can_be_taken_back(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "one")
    await wait_for(lambda: place.session.active_run)
    await home.send(place, "two")
    key = place.session.queue[-1].key
    assert await place.session.drop_queued(key) == "two"
    server.finish()
    await wait_for(lambda: not place.session.busy)
    assert server.said() == ["one"]


async def test_a_message_taken_back_while_all_are_held_is_not_sent_when_they_are_let_go(
    home: House, server: FakeServer
) -> None:
    home.desk.may_send.clear()  # as while a model is being fetched
    place = home.open_new()
    await home.send(place, "not this")
    await home.send(place, "but this")
    await wait_for(lambda: [one.reason for one in place.session.queue] == [HELD_REASON, None])
    assert await place.session.drop_queued(place.session.queue[0].key) == "not this"
    home.desk.may_send.set()
    await wait_for(lambda: place.session.active_run)
    assert server.said() == ["but this"]


async def test_stopping_keeps_the_text_that_has_come(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    server.say("Half a ")
    await wait_for(lambda: shown(place.session)[-1] == "assistant: Half a ")
    await place.errands.stop()
    await wait_for(lambda: not place.session.busy)
    assert "runs.cancel" in server.calls
    assert shown(place.session)[:2] == ["user: hello", "assistant: Half a "]


async def test_what_is_typed_while_the_server_is_away_is_sent_when_it_is_back(
    home: House, server: FakeServer
) -> None:
    server.failures["threads.create_and_run"] = [ApiConnectionError("Nobody answers.", sent=False)]
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: home.link.state == "offline")
    await wait_for(lambda: shown(place.session) == ["waiting: hello"])
    home.link.try_again()
    await wait_for(lambda: place.session.active_run)
    assert server.said() == ["hello"]


async def test_a_message_whose_answer_was_lost_is_found_and_not_sent_twice(
    home: House, server: FakeServer
) -> None:
    place = home.open_new()
    await home.send(place, "first")
    await wait_for(lambda: place.session.active_run)
    server.finish()
    await wait_for(lambda: not place.session.busy)
    stored = server.add_message

    def store_and_lose(
        thread_id: str, role: str, text: str, metadata: dict[str, str] | None = None
    ) -> object:
        stored(thread_id, role, text, metadata)
        server.add_message = stored  # type: ignore[method-assign]  # the fault happens once
        raise ApiConnectionError("The connection broke.", sent=True)

    server.add_message = store_and_lose  # type: ignore[method-assign,assignment]  # a fault after storing
    await home.send(place, "second")
    await wait_for(lambda: home.link.state == "offline")
    home.link.try_again()
    await wait_for(lambda: place.session.active_run)
    assert server.said() == ["first", "second"]
    assert shown(place.session)[-1] == "user: second"


async def test_a_run_that_fails_says_so_and_can_be_tried_again(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    server.finish("failed", "The model is not there.")
    await wait_for(lambda: not place.session.busy)
    assert shown(place.session) == ["user: hello", "run failed"]
    await place.session.retry()
    await wait_for(lambda: place.session.active_run)
    server.say("Here.")
    server.finish()
    await wait_for(lambda: not place.session.busy)
    assert server.said() == ["hello", "Here."]


async def test_a_run_that_cannot_begin_leaves_the_message_and_says_why(
    home: House, server: FakeServer
) -> None:
    thread = server.add_thread("Open")
    server.failures["runs.stream"] = [InternalServerError("The server had an error.", status_code=500)]
    place = home.desk.open(await home.library.know(thread.id))
    await wait_for(lambda: place.session.opened and not place.session.stale)
    await home.send(place, "hello")
    await wait_for(lambda: "failure: The server had an error." in shown(place.session))
    assert shown(place.session)[0] == "user: hello"
    await place.session.retry()
    await wait_for(lambda: place.session.active_run)
    assert shown(place.session) == ["user: hello"]


async def test_a_message_the_server_refuses_stays_and_can_be_sent_again(
    home: House, server: FakeServer
) -> None:
    server.failures["threads.create_and_run"] = [
        BadRequestError("Invalid 'content'.", status_code=400, param="content")
    ]
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: shown(place.session) == ["failed: hello"])
    assert place.session.queue[0].reason == "Invalid 'content'."
    await place.session.retry()
    await wait_for(lambda: place.session.active_run)
    assert server.said() == ["hello"]


async def test_a_thread_locked_by_another_program_is_waited_for(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "mine")
    await wait_for(lambda: place.session.active_run)
    server.finish()
    await wait_for(lambda: not place.session.busy)
    assert place.session.row.id is not None
    server.start_run(place.session.row.id)
    server.say("of another program")
    await home.send(place, "next")
    await wait_for(lambda: "assistant: of another program" in shown(place.session))
    assert shown(place.session)[-1] == "waiting: next"
    assert place.session.queue[0].reason == "until another program's run has ended"
    server.finish()
    await wait_for(lambda: server.said()[-1] == "next")


async def test_a_wrong_key_is_said_once_and_the_message_kept(home: House, server: FakeServer) -> None:
    refusal = AuthenticationError("Incorrect API key provided: sk-x****.", status_code=401)
    server.failures["threads.create_and_run"] = [refusal]
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: home.link.state == "offline")
    assert home.link.sentence == "Incorrect API key provided: sk-x****."
    await wait_for(lambda: shown(place.session) == ["waiting: hello"])


async def test_a_thread_that_begins_while_the_list_is_read_again_stays_in_it(home: House) -> None:
    reading = asyncio.ensure_future(home.library.reload())
    await asyncio.sleep(0)  # the list as it is before is on its way
    row = home.begin()
    await reading
    assert home.library.row(row.key) == row


async def test_a_session_goes_by_what_the_library_knows(home: House) -> None:
    place = home.open_new()
    await home.library.rename(place.session.key, "Renamed")
    assert place.session.row.title == "Renamed"
    home.library.forget(place.session.key)
    assert place.session.row.title == "Renamed"
