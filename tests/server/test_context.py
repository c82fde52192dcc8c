"""What a model could read of a thread is told for each run: its size, and from where on it saw all."""

from __future__ import annotations

import json

import httpx
import pytest
from openai import OpenAI

from tests.server.providers.scripted import ScriptedEndpoint, Status, finish
from tui_threads.wire.extensions import RunContext

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def context_of(http: httpx.Client, thread_id: str, run_id: str) -> RunContext:
    answer = http.get(f"/threads/{thread_id}/runs/{run_id}/context")
    assert answer.status_code == 200
    return RunContext.model_validate(answer.json())


def test_a_thread_that_fits_is_seen_whole(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    endpoint.answer("Hi.", *finish(prompt_tokens=30, completion_tokens=12))
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    told = context_of(http, thread.id, run.id)
    assert (told.requested_model, told.used_tokens, told.first_seen) == ("tiny", 42, None)


def test_what_the_strategy_left_out_is_told(client: OpenAI, http: httpx.Client) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": f"{n}"} for n in range(6)])
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id,
        assistant_id=assistant.id,
        truncation_strategy={"type": "last_messages", "last_messages": 2},
    )
    before = client.beta.threads.messages.list(thread.id, order="asc").data
    assert context_of(http, thread.id, run.id).first_seen == before[4].id


def test_what_did_not_fit_into_the_context_is_told_with_its_size(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    models = {"object": "list", "data": [{"id": "tiny", "object": "model", "context_length": 512}]}
    endpoint.listing = Status(200, json.dumps(models))
    assistant = client.beta.assistants.create(model="tiny")
    words = "word " * 120
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": f"{n} {words}"} for n in range(6)]
    )
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    told = context_of(http, thread.id, run.id)
    assert told.context_length == 512
    sent = endpoint.requests[-1].body["messages"]
    assert isinstance(sent, list)
    texts = {message["content"]: message["content"][0] for message in sent}
    before = client.beta.threads.messages.list(thread.id, order="asc").data
    (seen,) = [number for number, message in enumerate(before) if message.id == told.first_seen]
    newest = {str(number) for number in range(seen, 6)}
    assert newest <= set(texts.values()) <= newest | {"0"}
    assert seen > 1


def test_the_model_that_was_asked_for_is_told_beside_the_one_that_answers(
    client: OpenAI, http: httpx.Client
) -> None:
    assistant = client.beta.assistants.create(model="gpt-4o")
    run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    assert run.model == "scripted/tiny"
    assert context_of(http, run.thread_id, run.id).requested_model == "gpt-4o"


def test_a_run_that_is_not_there_has_no_context(http: httpx.Client, client: OpenAI) -> None:
    thread = client.beta.threads.create()
    assert http.get(f"/threads/{thread.id}/runs/run_{'x' * 24}/context").status_code == 404
