"""The official SDK drives every call, with its own types validated strictly."""

from __future__ import annotations

import asyncio

import pytest
from openai import AssistantEventHandler, AsyncOpenAI, AzureOpenAI, BadRequestError, NotFoundError, OpenAI
from openai.types.beta.threads.run_submit_tool_outputs_params import ToolOutput

from tests.server.providers.scripted import ScriptedEndpoint, delta, finish
from tests.server.running_server import TOKEN, RunningServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_assistants_are_created_changed_listed_and_deleted(client: OpenAI) -> None:
    assistants = client.beta.assistants
    made = assistants.create(
        model="gpt-4o",
        name="Librarian",
        instructions="Be brief.",
        tools=[{"type": "code_interpreter"}, {"type": "file_search", "file_search": {"max_num_results": 3}}],
        metadata={"team": "a"},
        temperature=0.5,
        response_format={"type": "json_object"},
    )
    assert (made.top_p, made.temperature, made.metadata) == (1.0, 0.5, {"team": "a"})
    changed = assistants.update(made.id, name="Keeper", tools=[], metadata={"b": "c"})
    assert (changed.name, changed.tools, changed.metadata) == ("Keeper", [], {"b": "c"})
    assert changed.instructions == "Be brief."
    assert assistants.retrieve(made.id) == changed
    assert [assistant.id for assistant in assistants.list()] == [made.id]
    assert assistants.delete(made.id).deleted
    with pytest.raises(NotFoundError, match="No assistant found with id"):
        assistants.retrieve(made.id)


def test_threads_and_messages_keep_what_they_are_given(client: OpenAI) -> None:
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"}],
        metadata={"title": "Numbers"},
    )
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "low"}}
    parts = [{"type": "text", "text": "Three"}, image]
    added = client.beta.threads.messages.create(thread.id, role="user", content=parts)  # type: ignore[arg-type]  # dicts
    assert [part.type for part in added.content] == ["text", "image_url"]
    listed = list(client.beta.threads.messages.list(thread.id, order="asc"))
    assert [message.role for message in listed] == ["user", "assistant", "user"]
    assert all(message.status == "completed" for message in listed)
    marked = client.beta.threads.messages.update(added.id, thread_id=thread.id, metadata={"k": "v"})
    assert client.beta.threads.messages.retrieve(added.id, thread_id=thread.id) == marked
    assert client.beta.threads.messages.delete(added.id, thread_id=thread.id).deleted
    assert len(client.beta.threads.messages.list(thread.id).data) == 2
    renamed = client.beta.threads.update(thread.id, metadata={"title": "Digits"})
    assert client.beta.threads.retrieve(thread.id) == renamed
    assert client.beta.threads.delete(thread.id).deleted
    with pytest.raises(NotFoundError):
        client.beta.threads.messages.list(thread.id)


def test_a_run_takes_every_override(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    assistant = client.beta.assistants.create(model="gpt-4o", instructions="Be brief.", temperature=0.1)
    thread = client.beta.threads.create()
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id,
        assistant_id=assistant.id,
        model="scripted/tiny",
        additional_instructions="In French.",
        additional_messages=[{"role": "user", "content": "Hello"}],
        metadata={"origin": "test"},
        temperature=0.9,
        top_p=0.8,
        max_prompt_tokens=1000,
        max_completion_tokens=500,
        truncation_strategy={"type": "last_messages", "last_messages": 5},
        response_format={"type": "text"},
    )
    assert (run.status, run.instructions, run.metadata) == (
        "completed",
        "Be brief.\nIn French.",
        {"origin": "test"},
    )
    assert (run.temperature, run.top_p, run.max_prompt_tokens) == (0.9, 0.8, 1000)
    asked = endpoint.requests[-1].body
    assert asked["messages"] == [
        {"role": "system", "content": "Be brief.\nIn French."},
        {"role": "user", "content": "Hello"},
    ]
    assert (asked["temperature"], asked["top_p"]) == (0.9, 0.8)
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=thread.id)
    step = steps.data[0]
    assert step.status == "completed" and step.usage is not None
    assert client.beta.threads.runs.steps.retrieve(step.id, thread_id=thread.id, run_id=run.id) == step
    changed = client.beta.threads.runs.update(run.id, thread_id=thread.id, metadata={})
    assert changed.metadata == {}
    assert [found.id for found in client.beta.threads.runs.list(thread.id)] == [run.id]


def test_an_unknown_model_is_answered_by_the_fallback_which_the_run_names(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="gpt-4o")
    created = client.beta.threads.create_and_run(assistant_id=assistant.id)
    run = client.beta.threads.runs.poll(created.id, thread_id=created.thread_id)
    assert run.model == "scripted/tiny"
    raw = client.beta.threads.runs.with_raw_response.retrieve(run.id, thread_id=run.thread_id)
    assert raw.headers["threads-tui-requested-model"] == "gpt-4o"
    assert client.beta.assistants.retrieve(assistant.id).model == "gpt-4o"


def test_the_event_handler_gathers_the_reply_and_the_calls(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    function = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    endpoint.answer(delta(tool_calls=[function]), *finish("tool_calls"))
    endpoint.answer("Sun", "ny", *finish())

    class Gatherer(AssistantEventHandler):
        said = ""

        def on_text_delta(self, delta: object, snapshot: object) -> None:
            self.said = getattr(snapshot, "value")  # noqa: B009

    assistant = client.beta.assistants.create(
        model="tiny", tools=[{"type": "function", "function": {"name": "f"}}]
    )
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Weather?"}])
    runs = client.beta.threads.runs
    with runs.stream(thread_id=thread.id, assistant_id=assistant.id, tool_choice="required") as stream:
        stream.until_done()
        run = stream.get_final_run()
    assert run.status == "requires_action"
    gatherer = Gatherer()
    outputs: list[ToolOutput] = [{"tool_call_id": "call_a", "output": "sun"}]
    with runs.submit_tool_outputs_stream(
        run_id=run.id,
        thread_id=thread.id,
        tool_outputs=outputs,
        event_handler=gatherer,
    ) as stream:
        stream.until_done()
        messages = stream.get_final_messages()
    assert gatherer.said == "Sunny"
    assert [request.body["tool_choice"] for request in endpoint.requests] == ["required", "auto"]
    assert messages[0].status == "completed"
    steps = runs.steps.list(run.id, thread_id=thread.id, order="asc").data
    assert [step.type for step in steps] == ["tool_calls", "message_creation"]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([], r"Expected tool outputs for call_ids \['call_a'\], got \[\]"),
        ([{"tool_call_id": "call_x", "output": ""}], r"call_ids \['call_a'\], got \['call_x'\]"),
    ],
)
def test_outputs_must_be_those_the_run_waits_for(
    client: OpenAI, endpoint: ScriptedEndpoint, outputs: list[ToolOutput], message: str
) -> None:
    function = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    endpoint.answer(delta(tool_calls=[function]), *finish("tool_calls"))
    assistant = client.beta.assistants.create(
        model="tiny", tools=[{"type": "function", "function": {"name": "f"}}]
    )
    run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    submit = client.beta.threads.runs.submit_tool_outputs
    with pytest.raises(BadRequestError, match=message):
        submit(run.id, thread_id=run.thread_id, tool_outputs=outputs)
    client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
    with pytest.raises(BadRequestError, match='Runs in status "cancelled" do not accept'):
        submit(run.id, thread_id=run.thread_id, tool_outputs=[{"tool_call_id": "call_a", "output": ""}])


async def test_the_asynchronous_client_does_the_same(server: RunningServer) -> None:
    async with AsyncOpenAI(
        base_url=server.base_url, api_key=TOKEN, max_retries=0, _strict_response_validation=True
    ) as client:
        assistant = await client.beta.assistants.create(model="tiny")
        thread = await client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
        async with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
            text = "".join([piece async for piece in stream.text_deltas])
        assert text == "Hello there."
        names = [model.id async for model in client.models.list()]
        assert "scripted/tiny" in names
        assert (await client.models.retrieve("scripted/tiny")).owned_by
        assert (await client.models.retrieve("tiny")).id == "scripted/tiny"
        many = await asyncio.gather(*(client.beta.threads.create() for _ in range(20)))
        assert len({made.id for made in many}) == 20


@pytest.mark.parametrize(("key", "token"), [(TOKEN, None), (None, TOKEN)], ids=["key", "token"])
def test_code_on_azures_class_runs_as_it_is(
    server: RunningServer, endpoint: ScriptedEndpoint, key: str | None, token: str | None
) -> None:
    endpoint.answer("Hello.", *finish())
    with AzureOpenAI(
        azure_endpoint=server.base_url.removesuffix("/v1"),
        azure_deployment="my-own",
        api_version="2024-05-01-preview",
        max_retries=0,
        timeout=30,
        _strict_response_validation=True,
        api_key=key,
        azure_ad_token=token,
    ) as azure:
        assistant = azure.beta.assistants.create(model="my-own")
        thread = azure.beta.threads.create(messages=[{"role": "user", "content": "Hi"}])
        run = azure.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        assert (run.status, run.model) == ("completed", "scripted/tiny")
        assert [message.role for message in azure.beta.threads.messages.list(thread.id)] == [
            "assistant",
            "user",
        ]
