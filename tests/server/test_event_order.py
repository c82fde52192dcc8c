"""Each way a run can go, told by the events a reader sees, in the order the API documents."""

from __future__ import annotations

import pytest
from openai import OpenAI
from openai.types.beta import AssistantStreamEvent, Thread
from openai.types.beta.threads import Run

from tests.server.providers.scripted import Chunk, Cut, Gate, ScriptedEndpoint, Status, delta, finish

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BEGIN = ["thread.run.created", "thread.run.queued", "thread.run.in_progress"]
SPEAK = [
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
]
CALL = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}


def test_a_reply_is_told_from_created_to_completed(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Good ", "day.", *finish(prompt_tokens=5, completion_tokens=2))
    events = ask(client, new_thread(client))
    over = ["thread.message.completed", "thread.run.step.completed", "thread.run.completed"]
    assert names(events) == [*BEGIN, *SPEAK, *over]
    run = last_run(events)
    assert (run.status, run.model, run.expires_at) == ("completed", "scripted/tiny", None)
    assert run.usage is not None and run.usage.total_tokens == 7
    assert text_of(client, run) == "Good day."


def test_a_run_on_a_new_thread_is_preceded_by_the_thread(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="tiny")
    events = list(client.beta.threads.create_and_run(assistant_id=assistant.id, stream=True))
    assert names(events)[:2] == ["thread.created", "thread.run.created"]
    assert events[-1].event == "thread.run.completed"


def test_function_calls_wait_for_outputs_and_go_on_with_them(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer(*call(0, "call_a", "Paris"), *call(1, "call_b", "Rome"), *finish("tool_calls"))
    endpoint.answer("Rain.", *finish())
    events = ask(client, new_thread(client), tools=[WEATHER])
    assert names(events) == [*BEGIN, *CALL, "thread.run.requires_action"]
    run = last_run(events)
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    assert [(item.id, item.function.arguments) for item in calls] == [
        ("call_a", '{"city": "Paris"}'),
        ("call_b", '{"city": "Rome"}'),
    ]
    more = list(
        client.beta.threads.runs.submit_tool_outputs(
            run.id,
            thread_id=run.thread_id,
            tool_outputs=[{"tool_call_id": item.id, "output": "rain"} for item in calls],
            stream=True,
        )
    )
    again = ["thread.run.step.completed", "thread.run.queued", "thread.run.in_progress"]
    over = ["thread.message.completed", "thread.run.step.completed", "thread.run.completed"]
    assert names(more) == [*again, *SPEAK, *over]
    asked = endpoint.requests[-1].body["messages"]
    assert isinstance(asked, list)
    assert [message["role"] for message in asked] == ["user", "assistant", "tool", "tool"]


def test_words_before_calls_are_a_message_of_their_own(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Let me look.", *call(0, "call_a", "Paris"), *finish("tool_calls"))
    events = ask(client, new_thread(client), tools=[WEATHER])
    said = ["thread.message.completed", "thread.run.step.completed"]
    assert names(events) == [*BEGIN, *SPEAK, *said, *CALL, "thread.run.requires_action"]


def test_a_provider_that_fails_fails_the_run_and_says_why(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    for _ in range(3):  # the provider is asked three times
        endpoint.answer(Status(429, '{"error": {"message": "slow down"}}', {"retry-after-ms": "1"}))
    events = ask(client, new_thread(client))
    assert names(events) == [*BEGIN, "thread.run.failed"]
    error = last_run(events).last_error
    assert error is not None and error.code == "rate_limit_exceeded" and "scripted" in error.message


def test_a_cut_stream_keeps_what_came_and_fails_the_run(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Half a sen", Cut())
    events = ask(client, new_thread(client))
    over = ["thread.message.incomplete", "thread.run.step.failed", "thread.run.failed"]
    assert names(events) == [*BEGIN, *SPEAK, *over]
    assert text_of(client, last_run(events)) == "Half a sen"


def test_a_cancelled_run_keeps_its_partial_text(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    script = endpoint.answer("As far as", gate, " never", *finish())
    thread = new_thread(client)
    seen: list[AssistantStreamEvent] = []
    with client.beta.threads.runs.create(
        thread_id=thread.id, assistant_id=client.beta.assistants.create(model="tiny").id, stream=True
    ) as stream:
        for event in stream:
            seen.append(event)
            if event.event == "thread.message.delta":
                run = client.beta.threads.runs.cancel(first_run(seen).id, thread_id=thread.id)
                assert run.status == "cancelling"
    over = ["thread.run.cancelling", "thread.message.incomplete"]
    assert names(seen) == [*BEGIN, *SPEAK, *over, "thread.run.step.cancelled", "thread.run.cancelled"]
    assert text_of(client, last_run(seen)) == "As far as"
    script.ended.wait_in_thread()
    assert script.was_hung_up


def test_a_reply_cut_by_its_budget_is_incomplete(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("One two", *finish("length"))
    events = ask(client, new_thread(client), max_completion_tokens=300)
    over = ["thread.message.incomplete", "thread.run.step.completed", "thread.run.incomplete"]
    assert names(events) == [*BEGIN, *SPEAK, *over]
    details = last_run(events).incomplete_details
    assert details is not None and details.reason == "max_completion_tokens"
    asked = endpoint.requests[-1].body
    assert asked.get("max_completion_tokens", asked.get("max_tokens")) == 300


def new_thread(client: OpenAI) -> Thread:
    return client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])


def ask(client: OpenAI, thread: Thread, **options: object) -> list[AssistantStreamEvent]:
    assistant = client.beta.assistants.create(model="tiny")
    options |= {"thread_id": thread.id, "assistant_id": assistant.id, "stream": True}
    return list(client.beta.threads.runs.create(**options))  # type: ignore[call-overload]  # any options


def names(events: list[AssistantStreamEvent]) -> list[str]:
    """Names in order; a run of deltas counts as one."""
    every = [event.event for event in events]
    return [name for place, name in enumerate(every) if place == 0 or name != every[place - 1]]


def call(index: int, id: str, city: str) -> list[Chunk]:
    start = {"index": index, "id": id, "type": "function", "function": {"name": "weather", "arguments": ""}}
    pieces = ['{"city": ', f'"{city}"}}']
    return [
        delta(tool_calls=[start]),
        *(delta(tool_calls=[{"index": index, "function": {"arguments": piece}}]) for piece in pieces),
    ]


def first_run(events: list[AssistantStreamEvent]) -> Run:
    return next(event.data for event in events if isinstance(event.data, Run))


def last_run(events: list[AssistantStreamEvent]) -> Run:
    return next(event.data for event in reversed(events) if isinstance(event.data, Run))


def text_of(client: OpenAI, run: Run) -> str:
    newest = client.beta.threads.messages.list(run.thread_id).data[0]
    assert newest.run_id == run.id and newest.content[0].type == "text"
    return newest.content[0].text.value
