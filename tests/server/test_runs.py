"""Runs and their threads: locks, queues, budgets, time limits."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from openai import AsyncOpenAI, BadRequestError, OpenAI
from sqlalchemy import update

from tests.server.providers.scripted import Gate, ScriptedEndpoint, Status, delta, finish
from tests.server.running_server import TOKEN, RunningServer
from tui_threads.server.tables import runs

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_an_active_run_locks_its_thread(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer("Wait", gate, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    run = client.beta.threads.runs.create(thread.id, assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    with pytest.raises(BadRequestError) as refused:
        client.beta.threads.messages.create(thread.id, role="user", content="More")
    expected = f"Can't add messages to {thread.id} while a run {run.id} is active."
    assert expected in str(refused.value)
    with pytest.raises(BadRequestError, match=f"Thread {thread.id} already has an active run {run.id}."):
        client.beta.threads.runs.create(
            thread.id, assistant_id=assistant.id, additional_messages=[{"role": "user", "content": "Lost"}]
        )
    gate.open()
    assert client.beta.threads.runs.poll(run.id, thread_id=thread.id).status == "completed"
    client.beta.threads.messages.create(thread.id, role="user", content="More")
    texts = [text(message) for message in client.beta.threads.messages.list(thread.id, order="asc")]
    assert texts == ["Hello", "Wait", "More"]


def test_of_many_runs_started_at_once_on_a_thread_one_begins(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Hello", gate, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create()

    def start(_: int) -> str:
        try:
            return client.beta.threads.runs.create(thread.id, assistant_id=assistant.id).id
        except BadRequestError:
            return ""

    with ThreadPoolExecutor(8) as pool:
        started = [run_id for run_id in pool.map(start, range(8)) if run_id]
    assert len(started) == 1
    gate.open()


async def test_fifty_runs_at_once_all_complete(server: RunningServer) -> None:
    async with AsyncOpenAI(base_url=server.base_url, api_key=TOKEN, max_retries=0) as client:
        assistant = await client.beta.assistants.create(model="tiny")

        async def converse(number: int) -> str:
            message = {"role": "user", "content": f"Number {number}"}
            thread = await client.beta.threads.create(messages=[message])  # type: ignore[list-item]  # a dict
            events = []
            async for event in await client.beta.threads.runs.create(
                thread.id, assistant_id=assistant.id, stream=True
            ):
                events.append(event.event)
            assert events[-1] == "thread.run.completed"
            return "".join([text(item) async for item in client.beta.threads.messages.list(thread.id)])

        replies = await asyncio.gather(*map(converse, range(50)))
    assert replies == [f"Hello there.Number {number}" for number in range(50)]


def test_a_run_can_be_cancelled_while_it_waits_for_outputs(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    run = waiting_run(client, endpoint)
    assert client.beta.threads.runs.cancel(run[1], thread_id=run[0]).status == "cancelling"
    over = client.beta.threads.runs.retrieve(run[1], thread_id=run[0])
    assert over.status == "cancelled" and over.required_action is None
    with pytest.raises(BadRequestError, match="Cannot cancel run with status 'cancelled'"):
        client.beta.threads.runs.cancel(run[1], thread_id=run[0])
    step = client.beta.threads.runs.steps.list(run[1], thread_id=run[0]).data[0]
    assert step.status == "cancelled"


def test_a_run_whose_outputs_never_come_expires_and_frees_its_thread(
    client: OpenAI, endpoint: ScriptedEndpoint, server: RunningServer
) -> None:
    thread_id, run_id = waiting_run(client, endpoint)

    async def let_time_pass() -> None:
        assert server.state is not None
        async with server.state["database"].write() as connection:
            await connection.execute(update(runs).where(runs.c.id == run_id).values(deadline=1))

    server.call(let_time_pass())
    while client.beta.threads.runs.retrieve(run_id, thread_id=thread_id).status == "requires_action":
        pass
    assert client.beta.threads.runs.retrieve(run_id, thread_id=thread_id).status == "expired"
    assert client.beta.threads.runs.steps.list(run_id, thread_id=thread_id).data[0].status == "expired"
    client.beta.threads.messages.create(thread_id, role="user", content="Free again")


def test_a_run_that_needs_the_code_interpreter_fails_with_the_reason(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="tiny", tools=[{"type": "code_interpreter"}])
    fine = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    assert fine.status == "completed"
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id, tool_choice={"type": "code_interpreter"}
    )
    assert run.status == "failed" and run.last_error is not None
    assert "no sandbox" in run.last_error.message


def test_last_messages_limits_what_the_model_reads(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id,
        thread={"messages": [{"role": "user", "content": str(number)} for number in range(9)]},
        truncation_strategy={"type": "last_messages", "last_messages": 2},
    )
    assert endpoint.requests[-1].body["messages"] == [
        {"role": "user", "content": "7"},
        {"role": "user", "content": "8"},
    ]


def test_a_prompt_beyond_its_budget_loses_its_middle(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    long = " ".join(["word"] * 60)
    assistant = client.beta.assistants.create(model="tiny")
    client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id,
        thread={"messages": [{"role": "user", "content": f"{number} {long}"} for number in range(20)]},
        max_prompt_tokens=500,
    )
    asked = endpoint.requests[-1].body["messages"]
    assert isinstance(asked, list)
    numbers = [message["content"].split()[0] for message in asked]
    assert numbers[0] == "0" and numbers[-1] == "19" and 2 <= len(numbers) < 20


def test_a_message_beyond_the_prompt_budget_ends_the_run_incomplete(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id,
        thread={"messages": [{"role": "user", "content": "word " * 2000}]},
        max_prompt_tokens=256,
    )
    assert run.status == "incomplete" and run.incomplete_details is not None
    assert run.incomplete_details.reason == "max_prompt_tokens"


def test_a_thread_is_deleted_with_its_active_run(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    script = endpoint.answer("Wait", gate, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    assert client.beta.threads.delete(run.thread_id).deleted
    script.ended.wait_in_thread()
    assert script.was_hung_up


def test_a_client_that_hangs_up_does_not_stop_its_run(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Go ", gate, "on.", *finish())
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create()
    body = {"assistant_id": assistant.id, "stream": True}
    with http.stream("POST", f"/threads/{thread.id}/runs", json=body) as answer:
        next(answer.iter_bytes())
    gate.open()
    run = client.beta.threads.runs.list(thread.id).data[0]
    assert client.beta.threads.runs.poll(run.id, thread_id=thread.id).status == "completed"
    assert text(client.beta.threads.messages.list(thread.id).data[0]) == "Go on."


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_provider_error_becomes_last_error(client: OpenAI, endpoint: ScriptedEndpoint, status: int) -> None:
    for _ in range(3):
        endpoint.answer(Status(status, '{"error": {"message": "no"}}', {"retry-after-ms": "1"}))
    run = client.beta.threads.create_and_run_poll(assistant_id=client.beta.assistants.create(model="tiny").id)
    assert run.status == "failed" and run.last_error is not None
    assert "scripted" in run.last_error.message


@pytest.mark.parametrize("model", ["m\r\nset-cookie: a=b", " \x00\x7f ", "modèle", "m" * 100_000, ""])
def test_any_text_may_be_a_models_name(client: OpenAI, http: httpx.Client, model: str) -> None:
    assistant = client.beta.assistants.create(model=model)
    answer = http.post("/threads/runs", json={"assistant_id": assistant.id})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    run = answer.json()
    over = client.beta.threads.runs.poll(run["id"], thread_id=run["thread_id"])
    assert (over.status, over.model) == ("completed", "scripted/tiny")


def waiting_run(client: OpenAI, endpoint: ScriptedEndpoint) -> tuple[str, str]:
    function = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    endpoint.answer(delta(tool_calls=[function]), *finish("tool_calls"))
    assistant = client.beta.assistants.create(
        model="tiny", tools=[{"type": "function", "function": {"name": "f"}}]
    )
    run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    assert run.status == "requires_action"
    return run.thread_id, run.id


def text(message: object) -> str:
    return getattr(message, "content")[0].text.value  # type: ignore[no-any-return]  # noqa: B009
