"""The real small model in llama.cpp."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.model_fixture import model_file
from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    JsonObject,
    Piece,
    ProgressPiece,
    ProviderError,
    TextPiece,
    ToolCallPiece,
    UsagePiece,
)
from tui_threads.server.providers.embedded import EmbeddedModel
from tui_threads.server.providers.llama import Llama, LlamaSettings

__all__ = ["model_file"]

SETTINGS = LlamaSettings(context_size=2048, slots=1)
ASK = ChatRequest(
    model="local/smollm2-135m",
    messages=[{"role": "user", "content": "Say hello."}],
    temperature=0,
    max_completion_tokens=16,
)
WEATHER: JsonObject = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def engines() -> dict[int, int]:
    """Processes of llama.cpp that run at the moment, and whose child each is."""
    listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    return {int(pid): int(parent) for pid, parent, args in rows if "providers.llama_child" in args}


def children() -> list[int]:
    return [pid for pid, parent in engines().items() if parent == os.getpid()]


def kill_children() -> None:
    for pid in children():
        os.kill(pid, signal.SIGKILL)


SERVER_TO_BE_KILLED = """
import asyncio, sys
from pathlib import Path
from tui_threads.server.providers.llama import Llama, LlamaSettings

async def main():
    llama = await Llama.load(Path(sys.argv[1]), LlamaSettings(2048, 1), lambda fraction: None)
    print(llama.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def model(model_file: Path) -> AsyncIterator[EmbeddedModel]:
    made = EmbeddedModel(lambda: model_file, "local/smollm2-135m", SETTINGS, "Get it.")
    yield made
    await made.aclose()


async def pieces(model: EmbeddedModel, request: ChatRequest = ASK) -> list[Piece]:
    return [piece async for piece in model.stream(request)]


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))


async def test_it_loads_reads_and_answers_without_a_word_on_the_terminal(
    model: EmbeddedModel, capfd: pytest.CaptureFixture[str]
) -> None:
    got = await pieces(model)
    phases = [piece.phase for piece in got if isinstance(piece, ProgressPiece)]
    assert phases[0] == "loading_model"
    assert phases[-1] == "reading_prompt"
    assert text_of(got)
    assert isinstance(got[-1], FinishPiece)
    assert capfd.readouterr() == ("", "")


async def test_tokens_are_counted_as_the_model_counts_them(model: EmbeddedModel) -> None:
    (usage,) = [piece for piece in await pieces(model) if isinstance(piece, UsagePiece)]
    assert await model.count_tokens(ASK) == usage.prompt_tokens


async def test_hanging_up_frees_the_only_slot(model: EmbeddedModel) -> None:
    endless: JsonObject = {"type": "array", "items": {"type": "integer"}, "minItems": 1500}
    form: JsonObject = {"type": "json_schema", "json_schema": {"name": "numbers", "schema": endless}}
    async with aclosing(
        model.stream(ChatRequest(model="x", messages=ASK.messages, response_format=form))
    ) as answer:
        async for piece in answer:
            if isinstance(piece, TextPiece):
                break
    assert text_of(await pieces(model))


async def test_a_demanded_call_is_made_although_the_model_knows_no_functions(model: EmbeddedModel) -> None:
    got = await pieces(
        model,
        ChatRequest(
            model="x",
            messages=[{"role": "user", "content": "What is the weather in Paris?"}],
            tools=[WEATHER],
            tool_choice="required",
            temperature=0,
        ),
    )
    (call,) = [piece for piece in got if isinstance(piece, ToolCallPiece)]
    assert (call.name, call.arguments) == ("get_weather", '{"city": "Paris"}')
    assert got[-1] == FinishPiece("tool_calls")


async def test_results_of_functions_are_understood(model: EmbeddedModel) -> None:
    call: JsonObject = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
    }
    told = ChatRequest(
        model="x",
        messages=[
            *ASK.messages,
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        ],
        tools=[WEATHER],
        max_completion_tokens=8,
    )
    assert text_of(await pieces(model, told))
    assert await model.count_tokens(told) > 50


async def test_a_conversation_that_is_too_long_is_the_prompts_fault(model: EmbeddedModel) -> None:
    long = ChatRequest(model="x", messages=[{"role": "user", "content": "word " * 4000}])
    with pytest.raises(ProviderError, match="too long") as caught:
        await pieces(model, long)
    assert caught.value.code == "invalid_prompt"


async def test_it_can_be_asked_again_after_the_file_was_fetched(tmp_path: Path, model_file: Path) -> None:
    file = tmp_path / "model.gguf"
    model = EmbeddedModel(lambda: file if file.exists() else None, "local/model", SETTINGS, "Run it.")
    with pytest.raises(ProviderError, match=r"not on this disk\. Run it\."):
        await pieces(model)
    shutil.copy(model_file, file)
    assert text_of(await pieces(model))
    await model.aclose()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ not a model", "is not a GGUF model file"),
        (b"GGUF\x09\x00\x00\x00" + bytes(16), "version 9"),
        (b"GGUF\x03\x00", "cut off"),
        (b"GGUF\x03\x00\x00\x00" + bytes(16), "cannot load"),
        (None, "cannot load"),
    ],
    ids=["other kind", "other version", "head cut", "empty", "end cut"],
)
async def test_a_damaged_file_is_said_to_be_one(
    tmp_path: Path, model_file: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "model.gguf"
    if content is None:
        with model_file.open("rb") as whole:
            content = whole.read(50_000_000)
    file.write_bytes(content)
    model = EmbeddedModel(lambda: file, "local/model", SETTINGS, "Run it.")
    with pytest.raises(ProviderError, match=reason) as caught:
        await pieces(model)
    assert "models pull" in caught.value.message
    await model.aclose()


async def test_the_context_is_what_the_model_was_trained_for_at_most(model_file: Path) -> None:
    model = EmbeddedModel(lambda: model_file, "local/x", LlamaSettings(100_000, 1), "Get it.")
    assert model.context_size() == 8192


async def test_who_has_no_key_gets_no_answer_and_closing_ends_it(model_file: Path) -> None:
    llama = await Llama.load(model_file, SETTINGS, lambda fraction: None)
    async with httpx.AsyncClient(base_url=llama.address, trust_env=False) as stranger:
        for path in ("/v1/models", "/slots", "/props"):
            assert (await stranger.get(path)).status_code == 401
        await llama.close()
        with pytest.raises(httpx.ConnectError):
            await stranger.get("/health")


async def test_closing_while_it_loads_leaves_nothing_behind(model_file: Path) -> None:
    model = EmbeddedModel(lambda: model_file, "local/x", SETTINGS, "Get it.")
    answer = model.stream(ASK)
    assert await anext(answer) == ProgressPiece("loading_model", None)
    await answer.aclose()
    await model.aclose()
    assert len(asyncio.all_tasks()) == 1
    assert children() == []


async def test_after_a_breakdown_the_answer_says_so_and_the_next_question_is_answered(
    model: EmbeddedModel,
) -> None:
    endless: JsonObject = {"type": "array", "items": {"type": "integer"}, "minItems": 1500}
    form: JsonObject = {"type": "json_schema", "json_schema": {"name": "numbers", "schema": endless}}
    with pytest.raises(ProviderError, match=r"broke down \(SIGKILL\)") as caught:
        async for piece in model.stream(ChatRequest("x", ASK.messages, response_format=form)):
            if isinstance(piece, TextPiece):
                kill_children()
    assert caught.value.code == "server_error"
    assert text_of(await pieces(model))


async def test_a_model_that_broke_down_unnoticed_is_loaded_anew_for_the_question(
    model: EmbeddedModel,
) -> None:
    first = text_of(await pieces(model))
    counted = await model.count_tokens(ASK)
    kill_children()
    assert text_of(await pieces(model)) == first
    kill_children()
    longer = replace(ASK, messages=[*ASK.messages, {"role": "user", "content": "More."}])
    assert await model.count_tokens(longer) > counted


async def test_the_log_gets_the_childs_words_on_a_breakdown_and_no_others(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = "a prompt nobody may read\nGGML_ASSERT(n > 0) failed\n" + "x" * 100_000
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 3\n")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(ProviderError, match=r"broke down \(exit code 3\)"):
        await Llama.load(model_file, SETTINGS, lambda fraction: None)
    assert [record.getMessage() for record in caplog.records] == ["llama.cpp: GGML_ASSERT(n > 0) failed"]


def test_it_is_gone_with_a_server_that_was_killed(model_file: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER_TO_BE_KILLED, str(model_file)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    with server.stdout as said:
        engine = int(said.readline())
    assert engine in engines()
    server.kill()
    server.wait()
    while engine in engines():
        time.sleep(0.01)


async def test_a_reply_ends_where_the_asker_set_no_limit(model_file: Path) -> None:
    settings = replace(SETTINGS, reply_tokens=5)
    model = EmbeddedModel(lambda: model_file, "local/x", settings, "Get it.")
    got = await pieces(model, replace(ASK, max_completion_tokens=None))
    assert got[-1] == FinishPiece("length")
    assert [piece.completion_tokens for piece in got if isinstance(piece, UsagePiece)] == [5]
    assert await pieces(model, replace(ASK, max_completion_tokens=7)) != got
    await model.aclose()
