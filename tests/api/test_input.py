"""What the protocol forbids is refused before anything is sent, with the field named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.loopback import Loopback, json_reply
from tui_threads.api import InvalidRequestError

LONG = "x" * 256_001

# Types forbid most of these; they are given as a program without a type checker would give them.
Untyped = Any

FORBIDDEN: dict[str, tuple[Callable[[Untyped], Awaitable[object]], str]] = {
    "17 pairs": (lambda c: c.threads.create(metadata={str(n): "" for n in range(17)}), "metadata"),
    "long key": (lambda c: c.threads.create(metadata={"k" * 65: "v"}), "metadata." + "k" * 65),
    "long value": (lambda c: c.threads.update("t", metadata={"k": "v" * 513}), "metadata.k"),
    "number as value": (lambda c: c.threads.update("t", metadata={"k": 1}), "metadata.k"),
    "long text": (lambda c: c.threads.messages.create("t", role="user", content=LONG), "content"),
    "long part": (
        lambda c: c.threads.messages.create("t", role="user", content=[{"type": "text", "text": LONG}]),
        "content[0].text",
    ),
    "no part": (lambda c: c.threads.messages.create("t", role="user", content=[]), "content"),
    "number as text": (lambda c: c.threads.messages.create("t", role="user", content=5), "content"),
    "unknown part": (
        lambda c: c.threads.messages.create("t", role="user", content=[{"type": "song"}]),
        "content[0]",
    ),
    "unknown role": (lambda c: c.threads.messages.create("t", role="system", content="x"), "role"),
    "unknown role within": (
        lambda c: c.threads.create(messages=[{"role": "tool", "content": "x"}]),
        "messages[0].role",
    ),
    "unknown field within": (
        lambda c: c.threads.create(messages=[{"role": "user", "content": "x", "name": "n"}]),
        "messages[0].name",
    ),
    "limit 0": (lambda c: c.threads.runs.list("t", limit=0), "limit"),
    "limit 101": (lambda c: c.assistants.list(limit=101), "limit"),
    "limit of files": (lambda c: c.files.list(limit=10_001), "limit"),
    "order": (lambda c: c.threads.runs.steps.list("r", thread_id="t", order="up"), "order"),
    "empty id": (lambda c: c.threads.retrieve(""), "thread_id"),
    "dots as id": (lambda c: c.threads.retrieve(".."), "thread_id"),
    "empty message id": (lambda c: c.threads.messages.retrieve("", thread_id="t"), "message_id"),
    "temperature": (lambda c: c.threads.runs.create("t", assistant_id="a", temperature=2.1), "temperature"),
    "top_p": (lambda c: c.assistants.create(model="m", top_p=-0.1), "top_p"),
    "small budget": (
        lambda c: c.threads.runs.create("t", assistant_id="a", max_prompt_tokens=255),
        "max_prompt_tokens",
    ),
    "no last message": (
        lambda c: c.threads.runs.create(
            "t", assistant_id="a", truncation_strategy={"type": "last_messages", "last_messages": 0}
        ),
        "truncation_strategy.last_messages",
    ),
    "tool choice": (lambda c: c.threads.runs.create("t", assistant_id="a", tool_choice="any"), "tool_choice"),
    "format": (
        lambda c: c.threads.runs.create("t", assistant_id="a", response_format={"type": "xml"}),
        "response_format",
    ),
    "function name": (
        lambda c: c.assistants.create(model="m", tools=[{"type": "function", "function": {"name": "a b"}}]),
        "tools[0].function.name",
    ),
    "129 tools": (lambda c: c.assistants.create(model="m", tools=[{"type": "file_search"}] * 129), "tools"),
    "21 tools of a run": (
        lambda c: c.threads.runs.create("t", assistant_id="a", tools=[{"type": "file_search"}] * 21),
        "tools",
    ),
    "long name": (lambda c: c.assistants.create(model="m", name="n" * 257), "name"),
    "two stores": (
        lambda c: c.threads.create(tool_resources={"file_search": {"vector_store_ids": ["a", "b"]}}),
        "tool_resources.file_search.vector_store_ids",
    ),
    "stores old and new": (
        lambda c: c.threads.create(
            tool_resources={"file_search": {"vector_store_ids": ["a"], "vector_stores": [{}]}}
        ),
        "tool_resources.file_search",
    ),
    "overlap": (
        lambda c: c.vector_stores.create(
            chunking_strategy={
                "type": "static",
                "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
            }
        ),
        "chunking_strategy.static",
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_what_is_forbidden_is_refused_unsent_with_the_field_named(server: Loopback, name: str) -> None:
    call, field = FORBIDDEN[name]
    async with server.client() as client:
        with pytest.raises(InvalidRequestError) as caught:
            await call(client)
    assert caught.value.param == field
    assert field in str(caught.value)
    assert server.received == []


async def test_the_limits_themselves_are_allowed(server: Loopback) -> None:
    server.otherwise = lambda _: json_reply({"id": "x"})
    metadata = {"k" * 62 + f"{number:02}": "v" * 512 for number in range(16)}
    async with server.client() as client:
        await client.threads.create(metadata=metadata)
        await client.threads.messages.create("t", role="user", content="😀" * 256_000)
        await client.threads.messages.list("t", limit=100)
    assert len(server.received) == 3
