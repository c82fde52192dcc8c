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


def prompts(endpoint: ScriptedEndpoint) -> list[list[str]]:
    """The first word of each message of every prompt."""
    asked = (request.body["messages"] for request in endpoint.requests)
    return [
        [str(message["content"]).split()[0] for message in messages]
        for messages in asked
        if isinstance(messages, list)
    ]


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


def test_of_a_thread_far_beyond_the_context_the_first_message_stays_too(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    models = {"object": "list", "data": [{"id": "tiny", "object": "model", "context_length": 512}]}
    endpoint.listing = Status(200, json.dumps(models))
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create()
    for n in range(210):
        http.post(f"/threads/{thread.id}/messages", json={"role": "user", "content": f"{n} some words more"})
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    sent = prompts(endpoint)[-1]
    assert sent[0] == "0" and sent[1:] == [str(n) for n in range(211 - len(sent), 210)]
    seen = context_of(http, thread.id, run.id).first_seen
    assert seen is not None
    (block,) = client.beta.threads.messages.retrieve(seen, thread_id=thread.id).content
    assert block.type == "text" and block.text.value.split()[0] == sent[1]


def test_a_thread_too_long_for_a_model_of_unknown_context_is_cut_until_it_fits_and_so_is_the_next(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    words = "word " * 800
    refusal = Status(400, json.dumps({"error": {"message": "This model's maximum context length is 4096"}}))
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": f"{n} {words}"} for n in range(10)]
    )
    endpoint.answer(refusal)
    endpoint.answer(refusal)
    endpoint.answer("Shorter. ", *finish())
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert run.status == "completed", run.last_error
    sizes = [len(prompt) for prompt in prompts(endpoint)]
    assert len(sizes) == 3 and 10 == sizes[0] > sizes[1] > sizes[2]
    assert context_of(http, thread.id, run.id).first_seen is not None
    client.beta.threads.messages.create(thread.id, role="user", content="And now?")
    client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert len(prompts(endpoint)) == 4 and len(prompts(endpoint)[-1]) < sizes[1]


def test_what_is_too_long_however_little_is_left_is_told_in_the_providers_words(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    refusal = Status(400, json.dumps({"error": {"message": "prompt is too long: 900 > 800"}}))
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "word " * 2000}])
    endpoint.answer(refusal)
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert run.last_error is not None and run.last_error.code == "invalid_prompt"
    assert "900 > 800" in run.last_error.message


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
