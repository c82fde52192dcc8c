"""Assistants: `client.assistants`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path, split
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.wire.assistants import Assistant, AssistantDeleted
from tui_threads.wire.params_assistants import CreateAssistant, ModifyAssistant

__all__ = ["Assistants"]


class AssistantFields(RequestOptions, total=False):
    """What an assistant may have beside its model."""

    name: str | None
    """At most 256 characters."""
    description: str | None
    """At most 512 characters."""
    instructions: str | None
    """At most 256,000 characters."""
    tools: Sequence[JsonObject] | None
    """At most 128: `{"type": "code_interpreter"}`, `{"type": "file_search"}`, or
    `{"type": "function", "function": {"name": ..., "parameters": ...}}`."""
    tool_resources: JsonObject | None
    """`{"code_interpreter": {"file_ids": [...]}, "file_search": {"vector_store_ids": [...]}}`."""
    metadata: Mapping[str, str] | None
    temperature: float | None
    """0 to 2."""
    top_p: float | None
    """0 to 1."""
    response_format: str | JsonObject | None
    """`auto`, `{"type": "text"}`, `{"type": "json_object"}`, or `{"type": "json_schema", ...}`."""
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Assistants:
    """Models with instructions and tools, under an id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, *, model: str, **fields: Unpack[AssistantFields]) -> Assistant:
        """Create an assistant."""
        given, options = split(fields)
        body = encode(CreateAssistant, {**given, "model": model}, options)
        return await self._connection.call(Assistant, Call("POST", "/assistants", body=body, options=options))

    async def retrieve(self, assistant_id: str, **options: Unpack[RequestOptions]) -> Assistant:
        """Get an assistant."""
        return await self._connection.call(Assistant, Call("GET", _assistant(assistant_id), options=options))

    async def update(
        self, assistant_id: str, *, model: str | None = None, **fields: Unpack[AssistantFields]
    ) -> Assistant:
        """Change an assistant: what is given replaces what was there, the rest stays."""
        given, options = split(fields)
        body = encode(ModifyAssistant, {**given, "model": model}, options)
        call = Call("POST", _assistant(assistant_id), body=body, options=options, repeatable=True)
        return await self._connection.call(Assistant, call)

    def list(self, **fields: Unpack[ListFields]) -> Listing[Assistant]:
        """List assistants, newest first."""
        return listing(self._connection, Assistant, "/assistants", fields)

    async def delete(self, assistant_id: str, **options: Unpack[RequestOptions]) -> AssistantDeleted:
        """Delete an assistant. Threads and messages stay."""
        call = Call("DELETE", _assistant(assistant_id), options=options)
        return await self._connection.call(AssistantDeleted, call)


def _assistant(assistant_id: str) -> str:
    return path("assistants", "{assistant_id}", assistant_id=assistant_id)
