"""Version 1 of the API (`OpenAI-Beta: assistants=v1`): its `file_ids` and its `retrieval` tool.

Objects are stored as version 2 has them. For clients of version 1 requests are put into that form, and
answers carry `file_ids` beside what version 2 says, as openai-python before 1.21 reads them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.requests import Request, StateT

from tui_threads.wire.assistants import Assistant
from tui_threads.wire.base import WireModel
from tui_threads.wire.lists import Page
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.threads import ToolResources

_SEARCH = {"type": "file_search"}


def asked_for(request: Request[StateT]) -> bool:
    """Whether the client speaks version 1."""
    return "assistants=v1" in request.headers.get("openai-beta", "")


def shown(item: WireModel) -> WireModel:
    """The object with its `file_ids`."""
    if isinstance(item, Page):
        return item.model_copy(update={"data": tuple(map(shown, item.data))})
    if isinstance(item, Message):
        return item.model_copy(update={"file_ids": tuple(file.file_id for file in item.attachments or ())})
    if isinstance(item, Assistant | Run):
        return item.model_copy(update={"file_ids": _code_files(item.tool_resources)})
    return item


def upgraded(content: bytes) -> bytes:
    """A request's body in the form of version 2; what is no JSON object is left for the validation."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not isinstance(body, dict):
        return content
    return json.dumps(_upgraded_body(body)).encode()


def _upgraded_body(body: Mapping[str, object]) -> dict[str, object]:
    new = dict(body)
    files = new.pop("file_ids", None)
    if "role" in new:
        if isinstance(files, list) and files:
            new["attachments"] = [{"file_id": file, "tools": [_SEARCH]} for file in files]
    elif isinstance(files, list) and files:
        new["tool_resources"] = {"code_interpreter": {"file_ids": files}}
    tools = new.get("tools")
    if isinstance(tools, list):
        new["tools"] = [_SEARCH if tool == {"type": "retrieval"} else tool for tool in tools]
    for name in ("messages", "additional_messages"):
        parts = new.get(name)
        if isinstance(parts, list):
            new[name] = [_upgraded_body(part) if isinstance(part, Mapping) else part for part in parts]
    thread = new.get("thread")
    if isinstance(thread, Mapping):
        new["thread"] = _upgraded_body(thread)
    return new


def _code_files(resources: ToolResources | None) -> tuple[str, ...]:
    code = resources.code_interpreter if resources else None
    return code.file_ids if code else ()
