"""Reading a run's events from anywhere: again, from the middle, later, and slowly."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from openai import OpenAI

from tests.server.providers.scripted import Gate, ScriptedEndpoint, delta, finish
from tests.server.running_server import TOKEN
from tui_threads.wire.sse import ServerSentEvent, SSEDecoder

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_finished_run_is_told_again_event_by_event(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("One ", "two ", "three", *finish())
    first = stream(http, client)
    again = replay(http, first)
    assert names(again) == [
        "thread.run.created",
        "thread.run.queued",
        "thread.run.in_progress",
        "thread.run.step.created",
        "thread.run.step.in_progress",
        "thread.message.created",
        "thread.message.in_progress",
        "thread.message.delta",
        "thread.message.completed",
        "thread.run.step.completed",
        "thread.run.completed",
        "done",
    ]
    assert said(again) == said(first) == "One two three"
    assert whole(again) == whole(first)


def test_every_place_in_a_stream_is_a_place_to_go_on_from(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("One ", "two\u2028", "trois \U0001f600", *finish())
    first = stream(http, client)
    for place, event in enumerate(first[:-1]):
        rest = replay(http, first, event.id)
        assert said(first[: place + 1]) + said(rest) == "One two\u2028trois \U0001f600"
        assert whole(rest) == whole(first[place + 1 :])


def test_a_second_reader_joins_a_live_run_and_sees_its_end(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Already said, ", gate, "and the rest.", *finish())
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    seen: list[ServerSentEvent] = []
    with http.stream("GET", f"/threads/{run.thread_id}/runs/{run.id}/events") as answer:
        for event in decode(answer):
            seen.append(event)
            if event.event == "thread.message.delta":
                gate.open()
    assert said(seen) == "Already said, and the rest."
    assert names(seen)[0] == "thread.created" and names(seen)[-2:] == ["thread.run.completed", "done"]


def test_a_run_that_waited_for_outputs_is_told_through_to_its_end(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    function = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    endpoint.answer(delta(tool_calls=[function]), *finish("tool_calls"))
    first = stream(http, client, tools=[{"type": "function", "function": {"name": "f"}}])
    assert names(first)[-2:] == ["thread.run.requires_action", "done"]
    assert names(replay(http, first))[-2:] == ["thread.run.requires_action", "done"]
    run = run_of(first)
    client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run["id"], thread_id=run["thread_id"], tool_outputs=[{"tool_call_id": "call_a", "output": "x"}]
    )
    waiting = json.loads(next(event.data for event in first if event.event == "thread.run.requires_action"))
    told = replay(http, first)
    assert names(told)[-2:] == ["thread.run.completed", "done"]
    again = json.loads(next(event.data for event in told if event.event == "thread.run.requires_action"))
    assert again["required_action"] == waiting["required_action"]


def test_progress_is_told_only_to_those_who_ask(client: OpenAI, http: httpx.Client) -> None:
    silent = stream(http, client)
    told = stream(http, client, headers={"threads-tui-progress": "1"})
    progress = [json.loads(event.data) for event in told if event.event == "threads_tui.run.progress"]
    assert progress and progress[0]["run_id"] == run_of(told)["id"]
    assert {item["phase"] for item in progress} <= {"queued", "loading_model", "reading_prompt", "generating"}
    assert "threads_tui.run.progress" not in names(silent)
    assert names([event for event in told if not event.event.startswith("threads_tui")]) == names(silent)


def test_a_reader_that_does_not_read_holds_nobody_up_and_gets_all_in_the_end(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    words = [f"{number} {'x' * 2000} " for number in range(2000)]
    endpoint.answer(gate, *words, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        slow.connect((http.base_url.host, http.base_url.port))
        path = f"/v1/threads/{run.thread_id}/runs/{run.id}/events"
        head = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        slow.sendall(head.encode())
        assert slow.recv(10)
        gate.open()
        over = client.beta.threads.runs.poll(run.id, thread_id=run.thread_id)
        assert over.status == "completed"
        received = bytearray()
        while not received.endswith(b"0\r\n\r\n"):
            received += slow.recv(65536)
    assert received.count(b"event: thread.message.delta") < len(words)
    assert b"1999 xxx" in received and b"event: thread.run.completed" in received


@pytest.mark.parametrize("last_id", ["what-is-this", "99.0", "1" * 5000 + ".0", ".", "-1.0"])
def test_an_unknown_last_event_id_means_from_the_beginning(
    client: OpenAI, http: httpx.Client, last_id: str
) -> None:
    first = stream(http, client)
    assert names(replay(http, first, last_id)) == names(replay(http, first))


def stream(
    http: httpx.Client, client: OpenAI, headers: dict[str, str] | None = None, **options: object
) -> list[ServerSentEvent]:
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    body = {"assistant_id": assistant.id, "stream": True, **options}
    with http.stream("POST", f"/threads/{thread.id}/runs", json=body, headers=headers) as answer:
        return list(decode(answer))


def replay(http: httpx.Client, events: list[ServerSentEvent], last_id: str = "") -> list[ServerSentEvent]:
    run = run_of(events)
    headers = {"last-event-id": last_id} if last_id else {}
    path = f"/threads/{run['thread_id']}/runs/{run['id']}/events"
    with http.stream("GET", path, headers=headers) as answer:
        return list(decode(answer))


def decode(answer: httpx.Response) -> Iterator[ServerSentEvent]:
    decoder = SSEDecoder()
    for chunk in answer.iter_bytes():
        yield from decoder.feed(chunk)


def run_of(events: list[ServerSentEvent]) -> dict[str, str]:
    created = next(event for event in events if event.event == "thread.run.created")
    return json.loads(created.data)  # type: ignore[no-any-return]  # JSON


def names(events: list[ServerSentEvent]) -> list[str]:
    every = [event.event for event in events]
    return [name for place, name in enumerate(every) if place == 0 or name != every[place - 1]]


def said(events: list[ServerSentEvent]) -> str:
    deltas = [json.loads(event.data) for event in events if event.event == "thread.message.delta"]
    return "".join(item["delta"]["content"][0]["text"].get("value", "") for item in deltas)


def whole(events: list[ServerSentEvent]) -> list[tuple[str, str, object]]:
    """All events but deltas, which may be cut otherwise, and the end."""
    told = [event for event in events if not event.event.endswith((".delta", "done"))]
    return [(event.id, event.event, json.loads(event.data)) for event in told]


def test_runs_beyond_the_slots_wait_in_the_queue_and_say_so(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    gates = [Gate() for _ in range(8)]
    for gate in gates:
        endpoint.answer("Busy", gate, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    for gate in gates:
        client.beta.threads.create_and_run(assistant_id=assistant.id)
        gate.reached.wait_in_thread()
    body = {"assistant_id": assistant.id, "stream": True}
    seen: list[str] = []
    with http.stream("POST", "/threads/runs", json=body, headers={"threads-tui-progress": "1"}) as answer:
        for event in decode(answer):
            seen.append(event.event)
            if event.event == "threads_tui.run.progress":
                progress = json.loads(event.data)
                if progress["phase"] == "queued":
                    assert progress["position"] == 0
                    assert "thread.run.in_progress" not in seen
                    gates[0].open()
    assert seen[-2:] == ["thread.run.completed", "done"]
    assert len(endpoint.requests) == 9
    for gate in gates:
        gate.open()
