"""An assistant as a person fills it in: a text for each field, and back to what the protocol takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_threads.chat.form_values import UNSET_EFFORT, Reader, written_format, written_number

if TYPE_CHECKING:
    from tui_threads.wire.assistants import Assistant

_PLACES = (
    ("name", "name"),
    ("description", "description"),
    ("model", "model"),
    ("instructions", "instructions"),
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("response_format.json_schema", "schema"),
    ("response_format", "response_format"),
    ("reasoning_effort", "reasoning_effort"),
    ("tools", "functions"),
    ("tool_resources.code_interpreter", "code_files"),
    ("tool_resources.file_search", "vector_stores"),
    ("metadata", "metadata"),
)
_PLAIN_TOOLS = ("code_interpreter", "file_search")


def written(assistant: Assistant | None, model: str = "") -> dict[str, str]:
    """The fields of the form; those of a new assistant are empty but for its model."""
    if assistant is None:
        return {"model": model, "response_format": "auto", "reasoning_effort": UNSET_EFFORT}
    tools = [tool.model_dump(mode="json") for tool in assistant.tools]
    functions = [tool["function"] for tool in tools if tool.get("type") == "function"]
    kind, schema = written_format(assistant.response_format)
    resources = assistant.tool_resources.model_dump(mode="json") if assistant.tool_resources else {}
    code, search = resources.get("code_interpreter") or {}, resources.get("file_search") or {}
    return {
        "name": assistant.name or "",
        "description": assistant.description or "",
        "model": assistant.model,
        "instructions": assistant.instructions or "",
        "temperature": written_number(assistant.temperature),
        "top_p": written_number(assistant.top_p),
        "response_format": kind,
        "schema": schema,
        "reasoning_effort": assistant.reasoning_effort or UNSET_EFFORT,
        **{kind: _switch(any(tool.get("type") == kind for tool in tools)) for kind in _PLAIN_TOOLS},
        "functions": json.dumps(functions, indent=2, ensure_ascii=False) if functions else "",
        "code_files": ", ".join(code.get("file_ids") or ()),
        "vector_stores": ", ".join(search.get("vector_store_ids") or ()),
        "metadata": "\n".join(f"{key}: {value}" for key, value in assistant.metadata.items()),
    }


def fields_of(values: Mapping[str, str]) -> dict[str, object]:
    """What was written, as the protocol takes it; None is what was left empty.

    Names of files and vector stores are taken as ids; `assistants.with_ids` looks them up first.

    Raises:
        FormError: something is wrong, said at its field.
    """
    from tui_threads.wire.params_assistants import CreateAssistant

    read = Reader(values)
    model = read.text("model")
    if model is None:
        read.complaints["model"] = "Name the model that answers."
    fields: dict[str, object] = {
        "name": read.text("name"),
        "description": read.text("description"),
        "model": model or "?",
        "instructions": read.text("instructions"),
        "temperature": read.number("temperature"),
        "top_p": read.number("top_p"),
        "response_format": read.response_format("response_format", "schema"),
        "reasoning_effort": read.effort("reasoning_effort"),
        "tools": _tools(read, values),
        "tool_resources": _resources(read),
        "metadata": read.pairs("metadata"),
    }
    read.check(CreateAssistant, fields, _PLACES)
    return fields


def changes(assistant: Assistant, values: Mapping[str, str]) -> dict[str, object]:
    """Only what differs from the assistant; what was emptied is given as its default.

    What the form does not know, such as tools of another server's own kind, is left as it is.

    Raises:
        FormError: something is wrong, said at its field.
    """
    before = written(assistant)
    fields = fields_of({**before, **values})
    changed = {name for name in before if values.get(name, before[name]).strip() != before[name].strip()}
    names = {_IN_FIELD.get(name, name) for name in changed}
    if "tools" in names:
        kept = [
            tool.model_dump(mode="json")
            for tool in assistant.tools
            if tool.type not in (*_PLAIN_TOOLS, "function")
        ]
        old = {
            tool.type: tool.model_dump(mode="json") for tool in assistant.tools if tool.type in _PLAIN_TOOLS
        }
        tools = fields["tools"]
        assert isinstance(tools, list)
        fields["tools"] = [old.get(tool["type"], tool) for tool in tools] + kept
    return {name: fields[name] if fields[name] is not None else _EMPTY.get(name, "") for name in names}


_IN_FIELD = {
    "schema": "response_format",
    "code_interpreter": "tools",
    "file_search": "tools",
    "functions": "tools",
    "code_files": "tool_resources",
    "vector_stores": "tool_resources",
}
_EMPTY: Mapping[str, object] = {"temperature": 1.0, "top_p": 1.0, "reasoning_effort": None}
"""What an emptied field goes back to."""


def place_of(param: str | None) -> str:
    """The field of the form that a name of the protocol is written in; "" for none of them."""
    return next((field for start, field in _PLACES if (param or "").startswith(start)), "")


def _switch(on: bool) -> str:
    return "true" if on else "false"


def _tools(read: Reader, values: Mapping[str, str]) -> list[dict[str, object]]:
    tools: list[dict[str, object]] = [{"type": kind} for kind in _PLAIN_TOOLS if values.get(kind) == "true"]
    for function in read.json_list("functions"):
        if not isinstance(function, dict):
            read.complaints["functions"] = "Each function must be a JSON object with its name and parameters."
        elif function.get("type") == "function" and "function" in function:
            tools.append(function)
        else:
            tools.append({"type": "function", "function": function})
    return tools


def _resources(read: Reader) -> dict[str, object]:
    resources: dict[str, object] = {}
    if files := read.words("code_files"):
        resources["code_interpreter"] = {"file_ids": files}
    if stores := read.words("vector_stores"):
        resources["file_search"] = {"vector_store_ids": stores}
    return resources
