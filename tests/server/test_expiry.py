"""A run that is still being answered ten minutes after it was created ends, and keeps what it has."""

from __future__ import annotations

import time

import pytest
from openai import OpenAI
from sqlalchemy import update

from tests.server.providers.scripted import Gate, ScriptedEndpoint, delta, finish
from tests.server.running_server import RunningServer
from tui_threads.server.tables import runs

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

LOOK = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
LEFT_SECONDS = 8
"""Enough for the first words of a reply to come before the time is up, on a busy machine too."""


def test_a_reply_that_is_not_over_when_the_time_is_up_expires(
    client: OpenAI, endpoint: ScriptedEndpoint, server: RunningServer
) -> None:
    call = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    endpoint.answer(delta(tool_calls=[call]), *finish("tool_calls"))
    script = endpoint.answer("As far as", Gate())
    assistant = client.beta.assistants.create(model="tiny", tools=[LOOK])  # type: ignore[list-item]  # a dict
    run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    assert run.status == "requires_action"

    async def let_time_pass() -> None:
        assert server.state is not None
        almost = int(time.time()) - 600 + LEFT_SECONDS
        async with server.state["database"].write() as connection:
            await connection.execute(update(runs).where(runs.c.id == run.id).values(created_at=almost))

    server.call(let_time_pass())
    stream = client.beta.threads.runs.submit_tool_outputs(
        run.id,
        thread_id=run.thread_id,
        tool_outputs=[{"tool_call_id": "call_a", "output": "Nothing."}],
        stream=True,
    )
    names = [event.event for event in stream]
    assert names[-3:] == ["thread.message.incomplete", "thread.run.step.expired", "thread.run.expired"]
    over = client.beta.threads.runs.retrieve(run.id, thread_id=run.thread_id)
    assert over.status == "expired" and over.expires_at is not None
    message = client.beta.threads.messages.list(run.thread_id).data[0]
    assert message.content[0].type == "text" and message.content[0].text.value == "As far as"
    assert message.incomplete_details is not None and message.incomplete_details.reason == "run_expired"
    script.ended.wait_in_thread()
    assert script.was_hung_up
    client.beta.threads.messages.create(run.thread_id, role="user", content="Free again")
