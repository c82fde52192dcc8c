"""Who answers in a thread, and how: chosen for the thread, for new ones, and for one message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT, House, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.chat.desk import Place
from tui_threads.chat.outbox import Draft, new_queued
from tui_threads.chat.run_overrides import Overrides, enqueue_with
from tui_threads.wire.assistants import Assistant


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    for name in ("Reviewer", "Poet"):
        made = Assistant(
            id=f"asst_{name.lower()}", name=name, model="local/fake", instructions=f"Be a {name}."
        )
        server.assistants[made.id] = made
    return server


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


async def say(
    home: House, server: FakeServer, place: Place, text: str, once: Overrides | None = None
) -> None:
    """Send one message and let it be answered."""
    begun = len(server.asked)
    queued = new_queued(place.session.key, text)
    await home.cache.run(
        enqueue_with, ENDPOINT.profile, queued, Draft(queued.thread, text), row=place.session.row, once=once
    )
    place.session.take(queued)
    await wait_for(lambda: len(server.asked) > begun)
    server.say("yes")
    server.finish()
    await wait_for(lambda: not place.session.busy)


async def test_the_chosen_assistant_answers_here_and_in_new_threads(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.desk.answerers.choose(place.session.row, server.assistants["asst_poet"])
    await say(home, server, place, "one")
    await say(home, server, home.open_new(), "two")
    assert [asked["assistant_id"] for asked in server.asked] == ["asst_poet", "asst_poet"]


async def test_a_thread_keeps_its_assistant_when_another_is_chosen_for_new_ones(
    home: House, server: FakeServer
) -> None:
    first = home.open_new()
    await home.desk.answerers.choose(first.session.row, server.assistants["asst_poet"])
    await say(home, server, first, "one")
    second = home.open_new()
    await home.desk.answerers.choose(second.session.row, server.assistants["asst_reviewer"])
    await say(home, server, second, "two")
    await say(home, server, home.desk.open(first.session.row), "three")
    assert [asked["assistant_id"] for asked in server.asked] == ["asst_poet", "asst_reviewer", "asst_poet"]


async def test_overrides_of_a_thread_go_with_every_run_and_survive_a_restart(
    tmp_path: Path, server: FakeServer
) -> None:
    chosen = Overrides(model="gpt-4o", temperature=0.2, additional_instructions="In French.", last_messages=4)
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await home.desk.answerers.choose(place.session.row, server.assistants["asst_poet"])
        await home.desk.answerers.set_overrides(place.session.row, chosen)
        await say(home, server, place, "one")
    async with house(tmp_path / "library.db", server) as home:
        await say(home, server, home.desk.open(home.library.rows[0]), "two")
    first, second = server.asked
    assert first["instructions"] == "Be a Poet.\nIn French."
    assert second["additional_instructions"] == "In French."
    assert (
        (first["model"], first["temperature"]) == (second["model"], second["temperature"]) == ("gpt-4o", 0.2)
    )
    assert second["truncation_strategy"] == {"type": "last_messages", "last_messages": 4}


async def test_a_choice_for_one_message_holds_for_its_run_alone(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.desk.answerers.choose(place.session.row, server.assistants["asst_poet"], Overrides(model="a"))
    await say(home, server, place, "one")
    await say(home, server, place, "two", Overrides(assistant_id="asst_reviewer"))
    await say(home, server, place, "three", Overrides(model="b"))
    await say(home, server, place, "four")
    asked = [(one["assistant_id"], one.get("model")) for one in server.asked]
    assert asked == [("asst_poet", "a"), ("asst_reviewer", None), ("asst_poet", "b"), ("asst_poet", "a")]


async def test_a_choice_for_one_message_survives_a_restart(tmp_path: Path, server: FakeServer) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        queued = new_queued(place.session.key, "one")
        once = Overrides(model="b")
        await home.cache.run(
            enqueue_with, ENDPOINT.profile, queued, Draft(queued.thread, ""), row=place.session.row, once=once
        )
    async with house(tmp_path / "library.db", server) as home:
        await home.desk.take_up_queues()
        await wait_for(lambda: server.asked)
    assert server.asked[0]["model"] == "b"


async def test_an_assistant_deleted_elsewhere_is_replaced_and_nothing_lost(
    home: House, server: FakeServer
) -> None:
    place = home.open_new()
    await home.desk.answerers.choose(place.session.row, server.assistants["asst_poet"])
    await say(home, server, place, "one")
    del server.assistants["asst_poet"]
    await say(home, server, place, "two")
    assert server.assistants[str(server.asked[-1]["assistant_id"])].name == "Assistant"
    assert shown(place.session) == ["user: one", "assistant: yes", "user: two", "assistant: yes"]
    assert not place.session.row.gone


async def test_an_assistant_deleted_elsewhere_does_not_keep_a_new_thread_from_beginning(
    home: House, server: FakeServer
) -> None:
    place = home.open_new()
    await home.desk.answerers.choose(place.session.row, server.assistants["asst_poet"])
    del server.assistants["asst_poet"]
    await say(home, server, place, "one")
    assert shown(place.session) == ["user: one", "assistant: yes"]
    assert len(server.threads) == 1
