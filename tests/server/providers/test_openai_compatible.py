"""Against a real socket: what a provider sends, and what the runner gets of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest

from tests.server.providers.scripted import (
    Chunk,
    Cut,
    Gate,
    Raw,
    ScriptedEndpoint,
    Status,
    Step,
    delta,
    finish,
)
from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    JsonObject,
    Piece,
    ProgressPiece,
    ProviderError,
    ReasoningPiece,
    TextPiece,
    ToolCallPiece,
    UsagePiece,
)
from tui_threads.server.providers.openai_compatible import OpenAICompatible

KEY = "sk-very-secret-0123456789"
ASK = ChatRequest(model="tiny", messages=[{"role": "user", "content": "Hi"}])


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as running:
        yield running


@pytest.fixture
async def provider(endpoint: ScriptedEndpoint) -> AsyncIterator[OpenAICompatible]:
    made = OpenAICompatible(
        "far", endpoint.base_url, find_key=lambda: KEY, key_env="FAR_KEY", retries=0, silence=2
    )
    yield made
    await made.aclose()


async def pieces(provider: OpenAICompatible, request: ChatRequest = ASK) -> list[Piece]:
    return [piece async for piece in provider.stream(request)]


async def failure(provider: OpenAICompatible, request: ChatRequest = ASK) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await pieces(provider, request)
    assert KEY not in caught.value.message
    assert "far" in caught.value.message
    return caught.value


async def test_text_comes_piece_by_piece_and_then_cost_and_reason(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer("Two ", "words", *finish(prompt_tokens=11, completion_tokens=2))
    assert await pieces(provider) == [
        TextPiece("Two "),
        TextPiece("words"),
        UsagePiece(11, 2),
        FinishPiece("stop"),
    ]


async def test_a_piece_is_there_before_the_next_is_sent(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    gate = Gate()
    endpoint.answer("first", gate, "second", *finish())
    async with aclosing(provider.stream(ASK)) as answer:
        assert await anext(answer) == TextPiece("first")
        gate.open()
        assert await anext(answer) == TextPiece("second")


async def test_closing_the_stream_hangs_up_so_that_generation_stops(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    script = endpoint.answer("first", Gate(), "never seen")
    async with aclosing(provider.stream(ASK)) as answer:
        await anext(answer)
    await script.ended.wait()
    assert script.was_hung_up


async def test_what_the_run_asked_for_is_passed_on_and_nothing_else(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    tool: JsonObject = {"type": "function", "function": {"name": "now", "parameters": {"type": "object"}}}
    await pieces(
        provider,
        ChatRequest(
            model="tiny",
            messages=[{"role": "user", "content": "Hi"}],
            tools=[tool],
            tool_choice="required",
            temperature=0.5,
            top_p=0.9,
            max_completion_tokens=300,
            response_format={"type": "json_object"},
            parallel_tool_calls=False,
            reasoning_effort="low",
        ),
    )
    assert endpoint.requests[0].body == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [tool],
        "tool_choice": "required",
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 300,
        "response_format": {"type": "json_object"},
        "parallel_tool_calls": False,
        "reasoning_effort": "low",
    }
    assert endpoint.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_what_the_run_did_not_say_is_left_to_the_provider(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    await pieces(provider)
    assert set(endpoint.requests[0].body) == {"model", "messages", "stream", "stream_options"}


async def test_an_endpoint_that_knows_no_stream_options_is_asked_without(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer(Status(422, '{"error": {"message": "stream_options: extra fields not permitted"}}'))
    endpoint.answer("fine", delta(finish_reason="stop"), Raw(b"data: [DONE]\n\n"))
    assert await pieces(provider) == [TextPiece("fine"), FinishPiece("stop")]


async def test_organization_of_the_environment_is_told_to_openai_alone(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    provider = OpenAICompatible("far", endpoint.base_url)
    await pieces(provider)
    await provider.aclose()
    assert "openai-organization" not in endpoint.requests[0].headers


async def test_a_proxy_of_the_environment_is_not_asked_for_loopback(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    provider = OpenAICompatible("far", endpoint.base_url, retries=0)
    assert await pieces(provider)
    await provider.aclose()


@pytest.mark.parametrize(
    ("status", "code", "hint"),
    [
        (
            Status(401, '{"error": {"message": "bad key sk-very-secret-0123456789"}}'),
            "server_error",
            "FAR_KEY",
        ),
        (Status(404, '{"error": {"message": "model not found"}}'), "server_error", "no model `tiny`"),
        (Status(429, '{"error": {"message": "slow down"}}'), "rate_limit_exceeded", "Wait"),
        (
            Status(429, '{"error": {"message": "no money", "code": "insufficient_quota"}}'),
            "rate_limit_exceeded",
            "quota",
        ),
        (Status(500, "boom", {"content-type": "text/plain"}), "server_error", "Try again"),
        (Status(503, "{}"), "server_error", "Try again"),
        (
            Status(400, '{"error": {"message": "exceeds the available context size (8192 tokens)"}}'),
            "invalid_prompt",
            "too long",
        ),
        (Status(400, '{"error": {"message": "bad schema"}}'), "invalid_prompt", "bad schema"),
        (Status(200, "<html></html>", {"content-type": "text/html"}), "server_error", "base_url"),
    ],
)
async def test_a_refusal_says_what_to_do(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible, status: Status, code: str, hint: str
) -> None:
    endpoint.answer(status)
    error = await failure(provider)
    assert error.code == code
    assert hint in error.message


async def test_a_server_that_is_not_there_is_said_to_be_unreachable() -> None:
    with ScriptedEndpoint() as gone:
        address = gone.base_url
    provider = OpenAICompatible("far", address, retries=0)
    error = await failure(provider)
    assert "cannot be reached" in error.message
    assert address in error.message
    await provider.aclose()


async def test_silence_ends_in_an_error(endpoint: ScriptedEndpoint) -> None:
    provider = OpenAICompatible("far", endpoint.base_url, retries=0, silence=0.2)
    endpoint.answer("first", Gate())
    assert "did not answer within" in (await failure(provider)).message
    await provider.aclose()


@pytest.mark.parametrize("steps", [("half", Cut()), ("half",)], ids=["reset", "closed without an end"])
async def test_a_cut_answer_is_an_error_after_the_text_that_came(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible, steps: tuple[Step, ...]
) -> None:
    endpoint.answer(*steps)
    got: list[Piece] = []
    with pytest.raises(
        ProviderError, match=r"broke off in the middle of its answer \(the connection was closed"
    ):
        async for piece in provider.stream(ASK):
            got.append(piece)
    assert got == [TextPiece("half")]


async def test_an_error_in_place_of_a_chunk_is_told(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer("half", Chunk({"error": {"message": "GPU fell off", "code": 500}}))
    assert "GPU fell off" in (await failure(provider)).message


async def test_reasoning_is_kept_apart_from_the_answer(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer(
        delta(reasoning_content="hm", reasoning="hm"), delta(reasoning=" well"), "<think>yes", *finish()
    )
    assert (await pieces(provider))[:3] == [
        ReasoningPiece("hm"),
        ReasoningPiece(" well"),
        TextPiece("<think>yes"),
    ]


async def test_parallel_calls_are_numbered_and_streamed(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer(
        delta(tool_calls=[{"index": 0, "id": "call_a", "function": {"name": "one", "arguments": ""}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": '{"x"'}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": ": 1}"}}]),
        delta(tool_calls=[{"index": 1, "id": "call_b", "function": {"name": "two", "arguments": "{}"}}]),
        *finish("tool_calls"),
    )
    assert await pieces(provider) == [
        ToolCallPiece(0, "call_a", "one", ""),
        ToolCallPiece(0, None, None, '{"x"'),
        ToolCallPiece(0, None, None, ": 1}"),
        ToolCallPiece(1, "call_b", "two", "{}"),
        UsagePiece(7, 3),
        FinishPiece("tool_calls"),
    ]


async def test_progress_of_reading_the_prompt_is_told(
    endpoint: ScriptedEndpoint, provider: OpenAICompatible
) -> None:
    endpoint.answer(Chunk({"choices": [], "prompt_progress": {"total": 8, "processed": 2}}), *finish())
    assert (await pieces(provider))[0] == ProgressPiece("reading_prompt", 0.25)


async def test_models_are_listed_under_the_name_of_the_provider(provider: OpenAICompatible) -> None:
    assert [model.id for model in await provider.list()] == ["far/tiny"]
