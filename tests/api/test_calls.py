"""Every call sends what the official SDK sends: method, path, query and body."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import openai
import pytest

from tests.api.loopback import Loopback, Received, Reply, json_reply

# The SDK's names are the very thing under test, so both clients are called by the same expression.
Either = Any

TOOLS = [
    {"type": "code_interpreter"},
    {"type": "file_search", "file_search": {"max_num_results": 5}},
    {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}, "strict": True}},
]
FORMAT = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}}
PARTS = [
    {"type": "text", "text": "look"},
    {"type": "image_file", "image_file": {"file_id": "file-1", "detail": "low"}},
    {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
]
ATTACHMENTS = [{"file_id": "file-1", "tools": [{"type": "file_search"}]}]
METADATA = {"title": "é 😀"}
RESOURCES = {"code_interpreter": {"file_ids": ["file-1"]}, "file_search": {"vector_store_ids": ["vs_1"]}}
NEW_STORE = {"vector_stores": [{"file_ids": ["file-1"], "chunking_strategy": {"type": "auto"}}]}
STATIC = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
MESSAGE = {"role": "user", "content": "Hello", "metadata": METADATA, "attachments": ATTACHMENTS}
THREAD = {"messages": [MESSAGE], "metadata": METADATA, "tool_resources": RESOURCES}
WINDOW: dict[str, Any] = {"limit": 7, "after": "a", "before": "b", "order": "asc"}
SHARED: dict[str, Any] = {
    "model": "m",
    "instructions": "Be brief.",
    "tools": TOOLS,
    "tool_choice": {"type": "function", "function": {"name": "f"}},
    "parallel_tool_calls": False,
    "temperature": 0.5,
    "top_p": 1,
    "max_prompt_tokens": 256,
    "max_completion_tokens": 512,
    "truncation_strategy": {"type": "last_messages", "last_messages": 3},
    "response_format": FORMAT,
    "metadata": METADATA,
}
OVERRIDES: dict[str, Any] = {
    **SHARED,
    "additional_instructions": "And kind.",
    "additional_messages": [MESSAGE],
    "reasoning_effort": "low",
}
ASSISTANT: dict[str, Any] = {
    "name": "n",
    "description": "d",
    "instructions": "i",
    "tools": TOOLS,
    "tool_resources": RESOURCES,
    "metadata": METADATA,
    "temperature": 1,
    "top_p": 0.2,
    "response_format": "auto",
    "reasoning_effort": "high",
}
INCLUDE = ["step_details.tool_calls[*].file_search.results[*].content"]
OUTPUTS = [{"tool_call_id": "call_1", "output": "sunny"}]
EXTRA: dict[str, Any] = {
    "extra_headers": {"X-Odd": "yes"},
    "extra_query": {"beta": "1"},
    "extra_body": {"odd": [1]},
    "timeout": 9.0,
}

CALLS: dict[str, Callable[[Either], Awaitable[object]]] = {
    "threads.create empty": lambda c: c.threads.create(),
    "threads.create": lambda c: c.threads.create(**THREAD),
    "threads.create with store": lambda c: c.threads.create(tool_resources={"file_search": NEW_STORE}),
    "threads.create extra": lambda c: c.threads.create(metadata=METADATA, **EXTRA),
    "threads.retrieve": lambda c: c.threads.retrieve("thread_1"),
    "threads.retrieve odd id": lambda c: c.threads.retrieve("a/b?c é"),
    "threads.update": lambda c: c.threads.update("thread_1", metadata=METADATA, tool_resources=RESOURCES),
    "threads.delete": lambda c: c.threads.delete("thread_1"),
    "threads.create_and_run": lambda c: c.threads.create_and_run(
        assistant_id="asst_1", thread=THREAD, tool_resources=RESOURCES, **SHARED
    ),
    "messages.create": lambda c: c.threads.messages.create("thread_1", **MESSAGE),
    "messages.create parts": lambda c: c.threads.messages.create("thread_1", role="assistant", content=PARTS),
    "messages.retrieve": lambda c: c.threads.messages.retrieve("msg_1", thread_id="thread_1"),
    "messages.update": lambda c: c.threads.messages.update("msg_1", thread_id="thread_1", metadata=METADATA),
    "messages.list": lambda c: c.threads.messages.list("thread_1", run_id="run_1", **WINDOW),
    "messages.delete": lambda c: c.threads.messages.delete("msg_1", thread_id="thread_1"),
    "runs.create": lambda c: c.threads.runs.create(
        "thread_1", assistant_id="asst_1", include=INCLUDE, **OVERRIDES
    ),
    "runs.create json_object": lambda c: c.threads.runs.create(
        "thread_1", assistant_id="asst_1", response_format={"type": "json_object"}, tool_choice="required"
    ),
    "runs.retrieve": lambda c: c.threads.runs.retrieve("run_1", thread_id="thread_1"),
    "runs.update": lambda c: c.threads.runs.update("run_1", thread_id="thread_1", metadata=METADATA),
    "runs.list": lambda c: c.threads.runs.list("thread_1", **WINDOW),
    "runs.cancel": lambda c: c.threads.runs.cancel("run_1", thread_id="thread_1"),
    "runs.poll": lambda c: c.threads.runs.poll("run_1", "thread_1", poll_interval_ms=5),
    "runs.create_and_poll": lambda c: c.threads.runs.create_and_poll(
        thread_id="thread_1", assistant_id="asst_1", **OVERRIDES
    ),
    "runs.submit_tool_outputs_and_poll": lambda c: c.threads.runs.submit_tool_outputs_and_poll(
        run_id="run_1", thread_id="thread_1", tool_outputs=OUTPUTS
    ),
    "steps.list": lambda c: c.threads.runs.steps.list(
        "run_1", thread_id="thread_1", include=INCLUDE, **WINDOW
    ),
    "steps.retrieve": lambda c: c.threads.runs.steps.retrieve(
        "step_1", run_id="run_1", thread_id="thread_1", include=INCLUDE
    ),
    "assistants.create": lambda c: c.assistants.create(model="m", **ASSISTANT),
    "assistants.retrieve": lambda c: c.assistants.retrieve("asst_1"),
    "assistants.update": lambda c: c.assistants.update("asst_1", model="m", **ASSISTANT),
    "assistants.list": lambda c: c.assistants.list(**WINDOW),
    "assistants.delete": lambda c: c.assistants.delete("asst_1"),
    "files.retrieve": lambda c: c.files.retrieve("file-1"),
    "files.list": lambda c: c.files.list(purpose="vision", limit=10000, order="desc", after="x"),
    "files.delete": lambda c: c.files.delete("file-1"),
    "models.list": lambda c: c.models.list(),
    "models.retrieve": lambda c: c.models.retrieve("local/smollm2-135m"),
    "stores.create": lambda c: c.vector_stores.create(
        file_ids=["file-1"],
        name="n",
        description="d",
        expires_after={"anchor": "last_active_at", "days": 7},
        chunking_strategy=STATIC,
        metadata=METADATA,
    ),
    "stores.retrieve": lambda c: c.vector_stores.retrieve("vs_1"),
    "stores.update": lambda c: c.vector_stores.update("vs_1", name="n", metadata=METADATA),
    "stores.list": lambda c: c.vector_stores.list(**WINDOW),
    "stores.delete": lambda c: c.vector_stores.delete("vs_1"),
    "stores.search": lambda c: c.vector_stores.search(
        "vs_1",
        query=["a", "b"],
        filters={"type": "and", "filters": [{"type": "eq", "key": "k", "value": 3}]},
        max_num_results=50,
        ranking_options={"ranker": "auto", "score_threshold": 0.5},
        rewrite_query=True,
    ),
    "store files.create": lambda c: c.vector_stores.files.create(
        "vs_1", file_id="file-1", attributes={"year": 2024, "draft": True}, chunking_strategy=STATIC
    ),
    "store files.retrieve": lambda c: c.vector_stores.files.retrieve("file-1", vector_store_id="vs_1"),
    "store files.update": lambda c: c.vector_stores.files.update(
        "file-1", vector_store_id="vs_1", attributes={"k": "v"}
    ),
    "store files.list": lambda c: c.vector_stores.files.list("vs_1", filter="completed", **WINDOW),
    "store files.delete": lambda c: c.vector_stores.files.delete("file-1", vector_store_id="vs_1"),
    "store files.content": lambda c: c.vector_stores.files.content("file-1", vector_store_id="vs_1"),
    "batches.create": lambda c: c.vector_stores.file_batches.create("vs_1", file_ids=["file-1"]),
    "batches.retrieve": lambda c: c.vector_stores.file_batches.retrieve("vsfb_1", vector_store_id="vs_1"),
    "batches.cancel": lambda c: c.vector_stores.file_batches.cancel("vsfb_1", vector_store_id="vs_1"),
    "batches.list_files": lambda c: c.vector_stores.file_batches.list_files(
        "vsfb_1", vector_store_id="vs_1", **WINDOW
    ),
}


class OfficialNames:
    """The SDK with `beta` taken away, as our client names things."""

    def __init__(self, sdk: openai.AsyncOpenAI) -> None:
        self.threads = sdk.beta.threads
        self.assistants = sdk.beta.assistants
        self.files = sdk.files
        self.models = sdk.models
        self.vector_stores = sdk.vector_stores


def seen(request: Received) -> tuple[object, ...]:
    body = request.json if request.headers.get("content-type") == "application/json" else request.body
    told = ("openai-beta", "x-odd", "x-stainless-poll-helper", "x-stainless-custom-poll-interval")
    headers = {name: request.headers.get(name) for name in told}
    return request.method, request.path, sorted(request.query), body or {}, headers


def answer(request: Received) -> Reply:
    """Something that both clients can read as what they asked for."""
    last = request.path.rpartition("/")[2]
    lists = ("messages", "runs", "steps", "assistants", "files", "models", "vector_stores", "content")
    if request.method == "GET" and last in lists:
        return json_reply({"object": "list", "data": [], "has_more": False})
    step = {"type": "tool_calls", "tool_calls": []}
    fields = {"id": "run_1", "thread_id": "thread_1", "status": "completed", "step_details": step, "data": []}
    return json_reply(fields)


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_sends_what_the_official_sdk_sends(server: Loopback, name: str) -> None:
    server.otherwise = answer
    call = CALLS[name]
    async with openai.AsyncOpenAI(api_key="key", base_url=server.url, max_retries=0) as sdk:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            await call(OfficialNames(sdk))
    theirs, server.received = server.received, []
    async with server.client(max_retries=0) as ours:
        await call(ours)
    assert [seen(request) for request in server.received] == [seen(request) for request in theirs]
    assert server.received[0].headers["authorization"] == "Bearer key"
