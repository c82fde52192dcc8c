"""Function calls for models whose chat template knows none, such as the small embedded one.

The functions are told in the system message. A call that the request demands is forced by a JSON schema,
which llama.cpp turns into a grammar; otherwise an answer that is a call, and nothing else, counts as one.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    JsonObject,
    JsonValue,
    Piece,
    TextPiece,
    ToolCallPiece,
)

_EXPLANATION = """You can call these functions:
{functions}
To call one, answer with nothing but JSON of this form: {{"name": "FUNCTION", "arguments": {{...}}}}
Otherwise answer in plain words."""


def has_tools(request: ChatRequest) -> bool:
    """Whether the request needs this at all."""
    told = any(message.get("tool_calls") or message.get("role") == "tool" for message in request.messages)
    return told or (bool(request.tools) and request.tool_choice != "none")


def rewrite(request: ChatRequest) -> ChatRequest:
    """The same request in words that any model understands."""
    messages = [_as_text(message) for message in request.messages]
    if not request.tools or request.tool_choice == "none":
        return replace(request, messages=messages, tools=(), tool_choice=None)
    functions = [_function(tool) for tool in request.tools]
    lines = "\n".join(json.dumps(function, ensure_ascii=False) for function in functions)
    explanation = _EXPLANATION.format(functions=lines)
    if messages and messages[0].get("role") == "system":
        explanation = f"{messages.pop(0).get('content')}\n\n{explanation}"
    demanded = _demanded(functions, request.tool_choice)
    form = _form(demanded) if demanded else request.response_format
    return replace(
        request,
        messages=[{"role": "system", "content": explanation}, *messages],
        tools=(),
        tool_choice=None,
        response_format=form,
    )


async def find_calls(
    request: ChatRequest, answer: AsyncGenerator[Piece, None]
) -> AsyncGenerator[Piece, None]:
    """The pieces of the answer to a rewritten request, with a call in place of the JSON that means one.

    Text that begins like JSON is held back until the end; all other text passes at once.
    """
    names = {str(_function(tool).get("name")) for tool in request.tools}
    held: list[str] | None = [] if names and request.tool_choice != "none" else None
    async with aclosing(answer):
        async for piece in answer:
            if isinstance(piece, TextPiece) and held is not None:
                held.append(piece.text)
                begun = "".join(held).lstrip()
                if begun and not begun.startswith(("{", "```")):
                    yield TextPiece("".join(held))
                    held = None
            elif isinstance(piece, FinishPiece) and held:
                call = _read_call("".join(held), names)
                yield call or TextPiece("".join(held))
                yield FinishPiece("tool_calls") if call else piece
            else:
                yield piece


def _read_call(text: str, names: set[str]) -> ToolCallPiece | None:
    bare = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        call = json.loads(bare)
    except ValueError:
        return None
    if not isinstance(call, dict) or call.get("name") not in names:
        return None
    arguments = call.get("arguments", {})
    return ToolCallPiece(
        0, f"call_{secrets.token_hex(12)}", call["name"], json.dumps(arguments, ensure_ascii=False)
    )


def _function(tool: JsonObject) -> JsonObject:
    function = tool.get("function")
    return function if isinstance(function, Mapping) else {}


def _demanded(functions: Sequence[JsonObject], choice: JsonValue) -> list[JsonObject]:
    """The functions one of which must be called; empty where the model is free."""
    if choice == "required":
        return list(functions)
    if isinstance(choice, Mapping):
        name = _function(choice).get("name")
        return [function for function in functions if function.get("name") == name]
    return []


def _form(functions: Sequence[JsonObject]) -> JsonObject:
    """A response format that only a call of one of these functions has."""
    calls: list[JsonObject] = [
        {
            "type": "object",
            "properties": {
                "name": {"const": function.get("name")},
                "arguments": function.get("parameters") or {"type": "object", "properties": {}},
            },
            "required": ["name", "arguments"],
            "additionalProperties": False,
        }
        for function in functions
    ]
    return {"type": "json_schema", "json_schema": {"name": "call", "schema": {"anyOf": calls}}}


def _as_text(message: JsonObject) -> JsonObject:
    """A message without calls: those made and their results told in words."""
    if message.get("role") == "tool":
        return {"role": "user", "content": f"Result of the function: {message.get('content')}"}
    calls = message.get("tool_calls")
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        return message
    made = [_call_as_text(call) for call in calls if isinstance(call, Mapping)]
    said = message.get("content")
    return {
        "role": "assistant",
        "content": "\n".join([said, *made] if isinstance(said, str) and said else made),
    }


def _call_as_text(call: JsonObject) -> str:
    function = _function(call)
    return f'{{"name": {json.dumps(function.get("name"))}, "arguments": {function.get("arguments") or "{}"}}}'
