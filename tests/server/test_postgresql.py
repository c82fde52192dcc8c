"""Two server processes over one PostgreSQL.

Collected only where `THREADS_TUI_TEST_POSTGRES` names an empty database, such as
`postgresql+psycopg://postgres@127.0.0.1:5432/threads`: the rest of the suite needs no database server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from openai import BadRequestError, OpenAI
from sqlalchemy import update

from tests.server.conftest import SETTINGS
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish
from tests.server.running_server import TOKEN, RunningServer
from tests.server.test_following import decode, names, said
from tests.server.test_runs import text
from tui_threads.paths import Paths
from tui_threads.server.tables import runs
from tui_threads.settings import ProviderSettings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

URL = os.environ.get("THREADS_TUI_TEST_POSTGRES", "")

Two = tuple[RunningServer, RunningServer]


@pytest.fixture
def both(endpoint: ScriptedEndpoint) -> Iterator[Two]:
    providers = {"scripted": ProviderSettings(base_url=endpoint.base_url)}
    settings = replace(SETTINGS, database_url=URL)
    with RunningServer(settings, providers, Paths.for_user()) as one:
        with RunningServer(settings, providers, Paths.for_user()) as other:
            yield one, other


@pytest.fixture
def clients(both: Two) -> Iterator[tuple[OpenAI, OpenAI]]:
    one, other = (OpenAI(base_url=server.base_url, api_key=TOKEN, max_retries=0) for server in both)
    with one, other:
        yield one, other


def test_a_run_driven_by_one_is_followed_through_the_other(
    both: Two, clients: tuple[OpenAI, OpenAI], endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Here ", gate, "and there.", *finish())
    assistant = clients[0].beta.assistants.create(model="tiny")
    run = clients[0].beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    path = f"{both[1].base_url}/threads/{run.thread_id}/runs/{run.id}/events"
    events = []
    with httpx.stream("GET", path, headers={"authorization": f"Bearer {TOKEN}"}, timeout=30) as answer:
        for event in decode(answer):
            events.append(event)
            if event.event == "thread.message.delta":
                gate.open()
    assert said(events) == "Here and there."
    assert names(events)[-2:] == ["thread.run.completed", "done"]


def test_a_run_driven_by_one_is_cancelled_through_the_other(
    clients: tuple[OpenAI, OpenAI], endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    script = endpoint.answer("Here", gate, *finish())
    assistant = clients[0].beta.assistants.create(model="tiny")
    run = clients[0].beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    assert clients[1].beta.threads.runs.cancel(run.id, thread_id=run.thread_id).status == "cancelling"
    script.ended.wait_in_thread()
    over = clients[1].beta.threads.runs.poll(run.id, thread_id=run.thread_id)
    while over.status == "cancelling":
        over = clients[1].beta.threads.runs.retrieve(run.id, thread_id=run.thread_id)
    assert over.status == "cancelled"
    assert text(clients[1].beta.threads.messages.list(run.thread_id).data[0]) == "Here"


def test_of_runs_started_through_both_one_begins(
    clients: tuple[OpenAI, OpenAI], endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Hello", gate, *finish())
    assistant = clients[0].beta.assistants.create(model="tiny")
    thread = clients[0].beta.threads.create()

    def start(number: int) -> int:
        try:
            clients[number % 2].beta.threads.runs.create(thread.id, assistant_id=assistant.id)
        except BadRequestError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(start, range(8))) == 1
    gate.open()


def test_the_runs_of_a_dead_process_are_ended_by_a_living_one(
    both: Two, clients: tuple[OpenAI, OpenAI], endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Last words", gate, *finish())
    assistant = clients[0].beta.assistants.create(model="tiny")
    run = clients[0].beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()

    async def orphan() -> None:
        assert both[0].state is not None
        async with both[0].state["database"].write() as connection:
            await connection.execute(update(runs).where(runs.c.id == run.id).values(owner="process_dead"))

    both[0].call(orphan())
    over = clients[1].beta.threads.runs.poll(run.id, thread_id=run.thread_id)
    assert over.status == "failed" and over.last_error is not None
    assert "ended unexpectedly" in over.last_error.message
    clients[1].beta.threads.messages.create(run.thread_id, role="user", content="Free")
    gate.open()


def test_files_are_searched_over_postgresql_too(
    clients: tuple[OpenAI, OpenAI], endpoint: ScriptedEndpoint
) -> None:
    from tests.server.test_file_search import NOTES, ask_about, upload

    endpoint.answer("It was Yann Le Goff 【0:0†notes.txt】.", *finish())
    message, _ = ask_about(clients[0], upload(clients[0], NOTES), "Who was the keeper of the lighthouse?")
    block = message.content[0]
    assert block.type == "text" and len(block.text.annotations) == 1


def test_what_is_deleted_through_one_is_told_by_the_other_in_its_order(
    both: Two, clients: tuple[OpenAI, OpenAI]
) -> None:
    made = [client.beta.threads.create().id for client in (*clients, *clients)]
    for thread, client in zip(made[1:], clients * 2, strict=False):
        client.beta.threads.delete(thread)
    for server in both:
        with httpx.Client(base_url=server.base_url, headers={"authorization": f"Bearer {TOKEN}"}) as http:
            page = http.get("/threads", params={"order_by": "activity"}).json()
        assert made[0] in [thread["id"] for thread in page["data"]]
        assert page["deleted"][:3] == made[:0:-1]
