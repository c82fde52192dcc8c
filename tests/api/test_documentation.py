"""Every example of the documentation runs."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from tests.api.loopback import Loopback, Received, Reply, TestClock, error_reply, json_reply, stream_reply
from tests.api.values import encoded, message, reply_events, run

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "api.md"


def examples() -> dict[str, object]:
    """What the blocks of code define, all in one module as a reader would have it."""
    namespace: dict[str, object] = {"__name__": "examples"}
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    exec(compile("\n".join(blocks), str(DOCUMENT), "exec"), namespace)
    return namespace


def takes_a_client(value: object) -> bool:
    return inspect.iscoroutinefunction(value) and list(inspect.signature(value).parameters) == ["client"]


NAMES = [name for name, value in examples().items() if takes_a_client(value)]


def answer(request: Received) -> Reply:
    """A server on which everything works, but nothing is known as `thread_nope`."""
    last = request.path.rpartition("/")[2]
    if last == "thread_nope":
        return error_reply(404)
    if last == "events" or b'"stream":true' in request.body:
        return stream_reply(encoded(*reply_events("Hel", "lo")))
    if request.method == "GET" and last in {"messages", "steps", "assistants", "threads", "models"}:
        return json_reply({"object": "list", "data": [], "has_more": False})
    if last.startswith("run"):
        return json_reply(run("failed").model_dump(mode="json"))
    if last == "submit_tool_outputs":
        return json_reply(run("queued").model_dump(mode="json"))
    return json_reply({**message("x").model_dump(mode="json"), "data": []})


def test_the_document_has_an_example_for_each_group_of_calls() -> None:
    assert len(NAMES) == 9


@pytest.mark.parametrize("name", NAMES)
async def test_an_example_runs(server: Loopback, clock: TestClock, name: str) -> None:
    server.otherwise = answer
    example = examples()[name]
    assert callable(example)
    async with server.client(clock) as client:
        await example(client)
    assert server.received
