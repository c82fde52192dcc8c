"""The list of threads tells what was said last, and in which order things happened."""

from __future__ import annotations

import httpx
import pytest
from openai import OpenAI

from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def active(http: httpx.Client, query: str = "") -> list[str]:
    listed = http.get(f"/threads?order_by=activity{query}").json()
    return [thread["id"] for thread in listed["data"]]


def made(client: OpenAI, number: int) -> list[str]:
    return [client.beta.threads.create().id for _ in range(number)]


def test_an_old_thread_rises_when_something_is_said_in_it(client: OpenAI, http: httpx.Client) -> None:
    old, middle, new = made(client, 3)
    assert active(http) == [new, middle, old]
    message = client.beta.threads.messages.create(old, role="user", content="Anybody there?")
    listed = http.get("/threads?order_by=activity").json()["data"]
    assert [thread["id"] for thread in listed] == [old, new, middle]
    assert listed[0]["last_message"] == {
        "id": message.id,
        "created_at": message.created_at,
        "role": "user",
        "metadata": {},
        "snippet": "Anybody there?",
    }
    assert listed[1]["last_message"] is None


def test_a_new_title_and_a_deleted_message_are_activity_too(client: OpenAI, http: httpx.Client) -> None:
    first, second = made(client, 2)
    message = client.beta.threads.messages.create(first, role="user", content="x")
    client.beta.threads.update(second, metadata={"title": "Named"})
    assert active(http) == [second, first]
    client.beta.threads.messages.delete(message.id, thread_id=first)
    assert active(http) == [first, second]


def test_a_run_is_activity_when_it_begins_and_when_it_ends(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Half ", gate, "and whole", *finish())
    first, second = made(client, 2)
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.runs.create(first, assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    top = http.get("/threads?order_by=activity").json()["data"][0]
    assert (top["id"], top["active_run_id"]) == (first, run.id)
    client.beta.threads.update(second, metadata={"title": "Between"})
    assert active(http) == [second, first]
    gate.open()
    client.beta.threads.runs.poll(run.id, thread_id=first)
    top = http.get("/threads?order_by=activity").json()["data"][0]
    assert (top["id"], top["active_run_id"]) == (first, None)
    assert (top["last_message"]["role"], top["last_message"]["snippet"]) == ("assistant", "Half and whole")


def test_pages_by_activity_meet_every_thread_once_in_both_directions(
    client: OpenAI, http: httpx.Client
) -> None:
    threads = made(client, 5)
    for number in (3, 0, 4, 1, 2):
        client.beta.threads.messages.create(threads[number], role="user", content="x")
    order = [threads[number] for number in (2, 1, 4, 0, 3)]
    assert active(http, "&limit=2") == order[:2]
    assert active(http, f"&limit=2&after={order[1]}") == order[2:4]
    assert active(http, f"&after={order[3]}") == order[4:]
    assert active(http, f"&limit=2&before={order[3]}") == order[1:3]
    assert active(http, "&order=asc") == order[::-1]


def test_an_unknown_order_is_refused_by_name(http: httpx.Client) -> None:
    answer = http.get("/threads?order_by=mood")
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "order_by"


def test_a_thread_elsewhere_has_no_field_more_than_the_documented_ones(
    client: OpenAI, http: httpx.Client
) -> None:
    (thread,) = made(client, 1)
    documented = {"id", "object", "created_at", "metadata", "tool_resources"}
    assert set(http.get(f"/threads/{thread}").json()) == documented
    assert set(http.post(f"/threads/{thread}", json={"metadata": {}}).json()) == documented
