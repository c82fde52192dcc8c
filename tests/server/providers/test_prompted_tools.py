"""Function calls told in words to models that know none."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator

import pytest

from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    JsonObject,
    JsonValue,
    Piece,
    TextPiece,
    ToolCallPiece,
)
from tui_threads.server.providers.prompted_tools import find_calls, has_tools, rewrite


def function(name: str) -> JsonObject:
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}


def asking(choice: JsonValue = None, *messages: JsonObject) -> ChatRequest:
    return ChatRequest(
        model="tiny",
        messages=messages or [{"role": "user", "content": "Hi"}],
        tools=[function("one"), function("two")],
        tool_choice=choice,
    )


async def answer(*texts: str) -> AsyncGenerator[Piece, None]:
    for text in texts:
        yield TextPiece(text)
    yield FinishPiece("stop")


async def found(request: ChatRequest, *texts: str) -> list[Piece]:
    return [piece async for piece in find_calls(request, answer(*texts))]


async def test_plain_words_pass_at_once() -> None:
    pieces = find_calls(asking(), answer(" ", "Hello", " {there}"))
    assert await anext(pieces) == TextPiece(" Hello")
    assert await anext(pieces) == TextPiece(" {there}")
    await pieces.aclose()


@pytest.mark.parametrize("wrap", ["{}", " {}\n", "```json\n{}\n```"])
async def test_an_answer_that_is_a_call_becomes_one(wrap: str) -> None:
    said = wrap.replace("{}", '{"name": "two", "arguments": {"x": "é"}}')
    call, end = await found(asking(), said[:9], said[9:])
    assert isinstance(call, ToolCallPiece)
    assert (call.index, call.name, call.arguments) == (0, "two", '{"x": "é"}')
    assert end == FinishPiece("tool_calls")


@pytest.mark.parametrize(
    "said",
    ['{"name": "three", "arguments": {}}', '{"answer": 42}', "{broken", "```python\nprint()\n```", "{}"],
)
async def test_json_that_is_no_call_stays_an_answer(said: str) -> None:
    assert await found(asking(), said[:3], said[3:]) == [TextPiece(said), FinishPiece("stop")]


async def test_without_functions_json_is_an_answer() -> None:
    said = '{"name": "two", "arguments": {}}'
    assert await found(asking("none"), said) == [TextPiece(said), FinishPiece("stop")]


def test_the_functions_are_told_beside_what_the_assistant_was_told() -> None:
    told = rewrite(
        asking("auto", {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"})
    )
    assert [message["role"] for message in told.messages] == ["system", "user"]
    system = str(told.messages[0]["content"])
    assert system.startswith("Be brief.\n\n")
    assert '"name": "one"' in system
    assert (told.tools, told.tool_choice, told.response_format) == ((), None, None)


@pytest.mark.parametrize(
    ("choice", "names"),
    [("required", ["one", "two"]), ({"type": "function", "function": {"name": "two"}}, ["two"])],
)
def test_a_demanded_call_is_forced_by_a_schema(choice: JsonValue, names: list[str]) -> None:
    form = json.loads(json.dumps(rewrite(asking(choice)).response_format))
    calls = form["json_schema"]["schema"]["anyOf"]
    assert [call["properties"]["name"]["const"] for call in calls] == names


def test_calls_and_results_of_before_are_told_in_words() -> None:
    call: JsonObject = {"id": "c", "type": "function", "function": {"name": "one", "arguments": '{"x": 1}'}}
    request = ChatRequest(
        model="tiny",
        messages=[
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": "fine"},
        ],
    )
    assert has_tools(request)
    assert [(message["role"], message["content"]) for message in rewrite(request).messages] == [
        ("assistant", '{"name": "one", "arguments": {"x": 1}}'),
        ("user", "Result of the function: fine"),
    ]


def test_a_request_without_functions_is_left_alone() -> None:
    assert not has_tools(ChatRequest(model="tiny", messages=[{"role": "user", "content": "Hi"}]))
    assert not has_tools(asking("none"))
