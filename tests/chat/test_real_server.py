"""The chat floor against the real local server, over a socket; only the model is scripted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chat.desk_fixture import House, house, shown, wait_for
from tests.server.providers.scripted import Gate, ScriptedEndpoint, Status, finish
from tests.server.running_server import TOKEN, RunningServer
from tui_threads.api import Profile, ThreadsClient
from tui_threads.paths import Paths
from tui_threads.settings import ProviderSettings, ServerSettings

MODEL = "scripted/tiny"


@dataclass
class Reached:
    """A running server, as a connector reaches it."""

    url: str
    token: str = TOKEN

    async def connect(self) -> ThreadsClient:
        return ThreadsClient(Profile(self.url, api_key=self.token))


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as scripted:
        yield scripted


@pytest.fixture
def server(endpoint: ScriptedEndpoint) -> Iterator[Reached]:
    settings = ServerSettings(fallback_model=MODEL, discover=False)
    providers = {"scripted": ProviderSettings(base_url=endpoint.base_url)}
    with RunningServer(settings, providers, Paths.for_user()) as running:
        yield Reached(running.base_url)


@pytest.fixture
async def home(tmp_path: Path, server: Reached) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server, model=MODEL) as opened:
        yield opened


async def test_a_new_thread_is_made_answered_and_listed(home: House, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Good ", "morning", *finish())
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Good morning"])
    home.start(home.sync.run())
    await wait_for(lambda: [row.title for row in home.library.rows] == ["A thread"])
    await wait_for(lambda: place.session.conversation.run and place.session.conversation.run.usage)


async def test_a_stopped_reply_keeps_its_text_on_the_server(home: House, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer("Half a ", gate, "reply", *finish())
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: shown(place.session)[-1:] == ["assistant: Half a "])
    await place.errands.stop()
    await wait_for(lambda: not place.session.busy)
    gate.open()
    place.session.refresh()
    await wait_for(lambda: not place.session.stale)
    assert shown(place.session)[:2] == ["user: hello", "assistant: Half a "]


async def test_an_app_that_was_closed_follows_the_reply_when_it_is_back(
    tmp_path: Path, server: Reached, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Half ", gate, "and whole", *finish())
    async with house(tmp_path / "library.db", server, model=MODEL) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: shown(place.session)[-1:] == ["assistant: Half "])
    async with house(tmp_path / "library.db", server, model=MODEL) as home:
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half "])
        gate.open()
        await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Half and whole"])
        await wait_for(lambda: not place.session.busy)


async def test_a_second_terminal_watches_the_same_reply(
    tmp_path: Path, server: Reached, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Half ", gate, "and whole", *finish())
    async with (
        house(tmp_path / "one.db", server, model=MODEL) as first,
        house(tmp_path / "two.db", server, model=MODEL) as second,
    ):
        place = first.open_new()
        await first.send(place, "hello")
        await wait_for(lambda: shown(place.session)[-1:] == ["assistant: Half "])
        assert place.session.row.id is not None
        other = second.desk.open(await second.library.know(place.session.row.id))
        await wait_for(lambda: shown(other.session) == ["user: hello", "assistant: Half "])
        gate.open()
        whole = ["user: hello", "assistant: Half and whole"]
        await wait_for(lambda: shown(place.session) == whole and shown(other.session) == whole)


async def test_a_model_that_fails_is_told_in_a_sentence_and_asked_again(
    home: House, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer(Status(404, '{"error":{"message":"no such model","type":"invalid_request_error"}}'))
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: shown(place.session) == ["user: hello", "run failed"])
    run = place.session.conversation.run
    assert run is not None
    assert run.last_error is not None
    assert run.last_error.message
    endpoint.answer("Better.", *finish())
    await place.session.retry()
    await wait_for(lambda: "assistant: Better." in shown(place.session))


async def test_a_wrong_token_is_said_and_what_was_typed_is_kept(tmp_path: Path, server: Reached) -> None:
    async with house(tmp_path / "library.db", Reached(server.url, "wrong")) as home:
        place = home.open_new()
        await home.send(place, "hello")
        await wait_for(lambda: home.link.state == "offline")
        assert home.link.sentence
        await wait_for(lambda: shown(place.session) == ["waiting: hello"])


async def test_a_thread_opened_by_its_id_has_the_title_and_time_the_server_knows(home: House) -> None:
    client = await home.link.client()
    thread = await client.threads.create(metadata={"title": "Named elsewhere"})
    await client.threads.messages.create(thread.id, role="user", content="a first line that is no title")
    row = await home.library.know(thread.id)
    home.desk.open(row)
    home.start(home.sync.run())
    await wait_for(lambda: home.library.rows[0].title == "Named elsewhere")
    assert home.library.rows[0].created_at == thread.created_at


async def test_titles_pins_and_deletions_reach_the_server(home: House, endpoint: ScriptedEndpoint) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: len(shown(place.session)) == 2 and not place.session.busy)
    key, thread_id = place.session.row.key, place.session.row.id
    assert thread_id is not None
    home.start(home.sync.run())
    await home.library.rename(key, "Better title")
    await home.library.pin(key)
    home.sync.changed()
    client = await home.link.client()
    await wait_for(lambda: not home.library.rows[0].unsaved)
    metadata = (await client.threads.retrieve(thread_id)).metadata
    assert (metadata["title"], metadata["pinned"]) == ("Better title", "true")
    await home.library.delete(key)
    await home.library.set_delete_at(key, 0)
    home.sync.changed()
    await wait_for(lambda: home.library.rows == [])
    assert (await client.threads.list()).data == ()


async def test_threads_deleted_by_another_client_are_noticed_by_themselves(
    home: House, server: Reached
) -> None:
    async with await server.connect() as script:
        made = [(await script.threads.create(metadata={"title": f"Thread {n}"})).id for n in range(50)]
        home.start(home.sync.run())
        await wait_for(lambda: len(home.library.rows) == 50)

        def gone() -> set[str | None]:
            return {row.id for row in home.library.rows if row.gone}

        await script.threads.delete(made[0])
        home.sync.changed()
        await wait_for(lambda: gone() == {made[0]})
        for thread_id in made[1:40]:
            await script.threads.delete(thread_id)
        home.sync.changed()
        await wait_for(lambda: gone() == set(made[:40]))
        assert len(home.library.rows) == 50
