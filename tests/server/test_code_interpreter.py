"""With a sandbox, a model's code is run, and the official SDK reads what came of it."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator, Mapping

import httpx
import pytest
from openai import OpenAI
from openai.types.beta.threads import Run
from openai.types.beta.threads.runs import CodeInterpreterToolCall, RunStep, ToolCallsStepDetails

from tests.server.conftest import SETTINGS
from tests.server.providers.scripted import Chunk, ScriptedEndpoint, delta, finish
from tests.server.running_server import RunningServer
from tui_threads.paths import Paths
from tui_threads.settings import ProviderSettings, ServerSettings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PYTHON = (sys.executable, "-I", "-")
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
CODE = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]


@pytest.fixture
def sandbox_command() -> tuple[str, ...]:
    """What runs the code."""
    return PYTHON


@pytest.fixture
def server(endpoint: ScriptedEndpoint, sandbox_command: tuple[str, ...]) -> Iterator[RunningServer]:
    """A server that has a sandbox."""
    settings = ServerSettings(
        fallback_model=SETTINGS.fallback_model, discover=False, sandbox_command=sandbox_command
    )
    providers = {"scripted": ProviderSettings(base_url=endpoint.base_url)}
    with RunningServer(settings, providers, Paths.for_user()) as server:
        yield server


def test_code_is_streamed_run_and_given_back_to_the_model(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer(*code(0, "call_a", "print(6 * 7)\n"), *finish("tool_calls"))
    endpoint.answer("It is 42.", *finish())
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "6 times 7?"}])
    with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=coder(client)) as stream:
        names = [event.event for event in stream]
        streamed = stream.get_final_run_steps()[0]
        run = stream.get_final_run()
    once = [name for place, name in enumerate(names) if place == 0 or name != names[place - 1]]
    assert once[3:7] == [*CODE, "thread.run.step.completed"]
    assert once[-3:] == ["thread.message.completed", "thread.run.step.completed", "thread.run.completed"]
    assert names.count("thread.run.step.delta") >= 4
    assert run.usage is not None and run.usage.total_tokens == 20
    stored = steps_of(client, run)[0]
    assert calls_of(stored) == calls_of(streamed) == [("call_a", "print(6 * 7)\n", ["42\n"])]
    assert stored.status == "completed" and stored.usage is not None and stored.usage.total_tokens == 10
    first, second = (request.body for request in endpoint.requests if "messages" in request.body)
    assert offered(first) == offered(second) == ["python"]
    messages = second["messages"]
    assert isinstance(messages, list)
    assert messages[-2]["tool_calls"][0]["function"] == {
        "name": "python",
        "arguments": json.dumps({"code": "print(6 * 7)\n"}),
    }
    assert messages[-1] == {"role": "tool", "tool_call_id": "call_a", "content": "42\n"}


def test_a_run_with_code_is_told_again_as_it_was(
    client: OpenAI, http: httpx.Client, endpoint: ScriptedEndpoint
) -> None:
    twice = [*code(0, "call_a", "print('é')"), *code(1, "call_b", "pass"), *code(2, "call_c", "print(2)")]
    endpoint.answer(*twice, *finish("tool_calls"))
    run = run_of(client)
    messages = endpoint.requests[-1].body["messages"]
    assert isinstance(messages, list) and "printed nothing" in messages[-2]["content"]
    answer = http.get(f"/threads/{run.thread_id}/runs/{run.id}/events").text
    told = [json.loads(line[6:]) for line in answer.splitlines() if line.startswith("data: {")]
    calls = [
        call
        for event in told
        if event["object"] == "thread.run.step.delta"
        for call in event["delta"]["step_details"]["tool_calls"]
    ]
    assert [call["code_interpreter"]["input"] for call in calls] == ["print('é')", "pass", "print(2)"]
    assert calls_of(steps_of(client, run)[0]) == [
        ("call_a", "print('é')", ["é\n"]),
        ("call_b", "pass", []),
        ("call_c", "print(2)", ["2\n"]),
    ]


def test_an_error_of_the_code_is_output_like_any(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer(*code(0, "call_a", "1 / 0"), *finish("tool_calls"))
    endpoint.answer(*code(0, "call_b", "print(1)"), *finish("tool_calls"))
    run = run_of(client)
    assert run.status == "completed"
    first, second, _ = steps_of(client, run)
    assert "ZeroDivisionError" in calls_of(first)[0][2][0]
    assert calls_of(second)[0][2] == ["1\n"]


def test_functions_called_beside_code_wait_for_the_caller(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    weather = {"index": 1, "id": "call_b", "type": "function"}
    weather["function"] = {"name": "weather", "arguments": "{}"}
    endpoint.answer(*code(0, "call_a", "print(1)"), delta(tool_calls=[weather]), *finish("tool_calls"))
    run = run_of(client, tools=[{"type": "code_interpreter"}, WEATHER])
    assert run.status == "requires_action" and run.required_action is not None
    wanted = run.required_action.submit_tool_outputs.tool_calls
    assert [(call.id, call.function.name) for call in wanted] == [("call_b", "weather")]
    over = client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=[{"tool_call_id": "call_b", "output": "rain"}]
    )
    assert over.status == "completed"
    messages = endpoint.requests[-1].body["messages"]
    assert isinstance(messages, list)
    assert [(item["tool_call_id"], item["content"]) for item in messages[-2:]] == [
        ("call_a", "1\n"),
        ("call_b", "rain"),
    ]


def test_a_run_made_to_use_code_is_made_so_once(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer(*code(0, "call_a", "print(1)"), *finish("tool_calls"))
    assert run_of(client, tool_choice={"type": "code_interpreter"}).status == "completed"
    choices = [request.body["tool_choice"] for request in endpoint.requests if "messages" in request.body]
    assert choices == [{"type": "function", "function": {"name": "python"}}, "auto"]


def test_a_function_of_the_callers_own_that_is_named_python_stays_its_own(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer(*code(0, "call_a", "print(1)"), *finish("tool_calls"))
    own = {"type": "function", "function": {"name": "python", "parameters": {"type": "object"}}}
    run = run_of(client, tools=[{"type": "code_interpreter"}, own])
    assert run.status == "requires_action"
    assert offered(endpoint.requests[-1].body) == ["code_interpreter", "python"]


@pytest.mark.parametrize(("last", "status"), [("Enough.", "completed"), ("", "failed")])
def test_after_eight_rounds_of_code_the_model_must_answer(
    client: OpenAI, endpoint: ScriptedEndpoint, last: str, status: str
) -> None:
    for number in range(8):
        endpoint.answer(*code(0, f"call_{number}", "print(1)"), *finish("tool_calls"))
    endpoint.answer(*([last] if last else code(0, "call_9", "print(1)")), *finish())
    run = run_of(client)
    assert run.status == status
    assert "tools" not in endpoint.requests[-1].body
    assert run.last_error is None or "8 times" in run.last_error.message
    steps = steps_of(client, run)
    assert [step.status for step in steps] == ["completed"] * 8 + [status]


def test_cancelling_a_run_kills_its_code(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        address = listener.getsockname()
        waits = f"import socket\nsocket.create_connection({address}).recv(1)"
        endpoint.answer(*code(0, "call_a", waits), *finish("tool_calls"))
        thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
        run = client.beta.threads.runs.create(thread.id, assistant_id=coder(client))
        with listener.accept()[0] as line:
            client.beta.threads.runs.cancel(run.id, thread_id=thread.id)
            line.settimeout(30)
            assert line.recv(1) == b""
    over = client.beta.threads.runs.poll(run.id, thread_id=thread.id)
    assert over.status == "cancelled"
    step = steps_of(client, over)[0]
    assert step.status == "cancelled" and calls_of(step) == [("call_a", waits, [])]


@pytest.mark.parametrize("sandbox_command", [("no-such-sandbox",)])
def test_a_sandbox_that_cannot_start_fails_the_run_and_says_why(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer(*code(0, "call_a", "print(1)"), *finish("tool_calls"))
    run = run_of(client)
    assert run.status == "failed" and run.last_error is not None
    assert "sandbox_command" in run.last_error.message
    assert steps_of(client, run)[0].status == "failed"


def code(index: int, id: str, source: str) -> list[Chunk]:
    """A call of the function that is offered, its arguments in pieces."""
    arguments = json.dumps({"code": source})
    start = {"index": index, "id": id, "type": "function", "function": {"name": "python", "arguments": ""}}
    pieces = [arguments[place : place + 7] for place in range(0, len(arguments), 7)]
    return [
        delta(tool_calls=[start]),
        *(delta(tool_calls=[{"index": index, "function": {"arguments": piece}}]) for piece in pieces),
    ]


def coder(client: OpenAI) -> str:
    return client.beta.assistants.create(model="tiny", tools=[{"type": "code_interpreter"}]).id


def run_of(client: OpenAI, **options: object) -> Run:
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    options |= {"thread_id": thread.id, "assistant_id": coder(client)}
    run = client.beta.threads.runs.create(**options)  # type: ignore[call-overload]  # any options
    return client.beta.threads.runs.poll(run.id, thread_id=thread.id)


def steps_of(client: OpenAI, run: Run) -> list[RunStep]:
    return client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc").data


def calls_of(step: RunStep) -> list[tuple[str, str, list[str]]]:
    """Id, code and logs of each call."""
    assert isinstance(step.step_details, ToolCallsStepDetails)
    calls = [call for call in step.step_details.tool_calls if isinstance(call, CodeInterpreterToolCall)]
    return [
        (
            call.id,
            call.code_interpreter.input,
            [output.logs for output in call.code_interpreter.outputs or () if output.type == "logs"],
        )
        for call in calls
    ]


def offered(body: Mapping[str, object]) -> list[str]:
    tools = body["tools"]
    assert isinstance(tools, list)
    return [tool["function"]["name"] for tool in tools]
