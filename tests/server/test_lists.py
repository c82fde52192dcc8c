"""Lists and their cursors, and the list of threads."""

from __future__ import annotations

import httpx
import pytest
from openai import NotFoundError, OpenAI

from tests.server.running_server import RunningServer
from tui_threads.server.ids import now_in_microseconds
from tui_threads.server.store import threads as store_threads

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def ids(client: OpenAI) -> list[str]:
    """Seven assistants, oldest first, all of the same second or two."""
    return [client.beta.assistants.create(model="m").id for _ in range(7)]


def page(http: httpx.Client, query: str) -> tuple[list[str], bool]:
    answer = http.get(f"/assistants?{query}").json()
    found = [item["id"] for item in answer["data"]]
    assert answer["object"] == "list"
    assert (answer["first_id"], answer["last_id"]) == ((found[0], found[-1]) if found else (None, None))
    return found, answer["has_more"]


def test_the_newest_come_first_unless_asked_otherwise(http: httpx.Client, ids: list[str]) -> None:
    assert page(http, "") == (ids[::-1], False)
    assert page(http, "order=asc&limit=3") == (ids[:3], True)


def test_cursors_are_exclusive_in_both_orders(http: httpx.Client, ids: list[str]) -> None:
    assert page(http, f"order=asc&after={ids[2]}") == (ids[3:], False)
    assert page(http, f"after={ids[2]}") == ([ids[1], ids[0]], False)
    assert page(http, f"order=asc&after={ids[0]}&before={ids[4]}") == (ids[1:4], False)
    assert page(http, f"order=asc&after={ids[0]}&before={ids[4]}&limit=2") == (ids[1:3], True)


def test_before_gives_the_page_nearest_the_cursor(http: httpx.Client, ids: list[str]) -> None:
    assert page(http, f"order=asc&before={ids[5]}&limit=2") == (ids[3:5], True)
    assert page(http, f"before={ids[1]}&limit=2") == ([ids[3], ids[2]], True)


def test_after_the_last_is_an_empty_page(http: httpx.Client, ids: list[str]) -> None:
    assert page(http, f"order=asc&after={ids[-1]}") == ([], False)


def test_iterating_meets_every_object_once_though_others_are_added(client: OpenAI, ids: list[str]) -> None:
    seen = []
    for assistant in client.beta.assistants.list(limit=2):
        seen.append(assistant.id)
        client.beta.assistants.create(model="m")
    assert seen == ids[::-1]


def test_an_unknown_cursor_is_an_error(client: OpenAI, ids: list[str]) -> None:
    with pytest.raises(NotFoundError, match="asst_unknown"):
        client.beta.assistants.list(after="asst_unknown")


def test_a_cursor_of_another_thread_is_an_error(client: OpenAI) -> None:
    one, other = client.beta.threads.create(), client.beta.threads.create()
    message = client.beta.threads.messages.create(one.id, role="user", content="x")
    with pytest.raises(NotFoundError):
        client.beta.threads.messages.list(other.id, after=message.id)


def test_threads_are_listed_newest_first(client: OpenAI, http: httpx.Client) -> None:
    made = [client.beta.threads.create(metadata={"title": f"T{number}"}).id for number in range(3)]
    listed = http.get("/threads?limit=2").json()
    assert [thread["id"] for thread in listed["data"]] == made[:0:-1]
    assert listed["has_more"] is True
    assert listed["data"][0]["object"] == "thread"


@pytest.mark.parametrize(
    ("q", "found"),
    [("LIGHTHOUSE", ["a"]), ("keeper", ["b"]), ("100%", ["c"]), ("value", []), ("_", []), ("Ömer", ["d"])],
)
def test_threads_are_found_by_words_of_title_or_message(
    client: OpenAI, http: httpx.Client, q: str, found: list[str]
) -> None:
    threads = {
        "a": client.beta.threads.create(metadata={"title": "The lighthouse"}).id,
        "b": client.beta.threads.create(messages=[{"role": "user", "content": "Who is its keeper?"}]).id,
        "c": client.beta.threads.create(messages=[{"role": "user", "content": "100% sure"}]).id,
        "d": client.beta.threads.create(messages=[{"role": "user", "content": "Hello Ömer"}]).id,
    }
    listed = http.get("/threads", params={"q": q}).json()
    assert [thread["id"] for thread in listed["data"]] == [threads[name] for name in found]


def test_messages_of_a_run_can_be_listed_alone(client: OpenAI, server: RunningServer) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    listed = client.beta.threads.messages.list(thread.id, run_id=run.id)
    assert [message.run_id for message in listed] == [run.id]


def test_what_changed_last_comes_first_though_the_clock_was_put_back(
    client: OpenAI, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = client.beta.threads.create().id
    monkeypatch.setattr(store_threads, "now_in_microseconds", lambda: now_in_microseconds() + 10**12)
    ahead = client.beta.threads.create().id
    monkeypatch.undo()
    late = client.beta.threads.create().id
    client.beta.threads.messages.create(early, role="user", content="Once more")
    listed = http.get("/threads", params={"order_by": "activity"}).json()["data"]
    assert [thread["id"] for thread in listed] == [early, late, ahead]
    client.beta.threads.update(ahead, metadata={"title": "New"})
    assert http.get("/threads?order_by=activity&limit=1").json()["first_id"] == ahead
