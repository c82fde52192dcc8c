"""Scripts of users, written for the official `openai` SDK, on the real server with the real model."""

import json

from tests.end_to_end.conftest import Machine

POINTED_AT_US = """
import json, os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import openai
client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[2])
"""


def test_a_script_creates_a_thread_runs_it_and_reads_the_reply(machine: Machine) -> None:
    address = machine.server()
    printed = machine.script(
        POINTED_AT_US
        + """
assistant = client.beta.assistants.create(name="Poet", model="gpt-4o", instructions="Answer in one sentence.")
thread = client.beta.threads.create(messages=[{"role": "user", "content": "Name a colour of the sea."}])
run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
messages = client.beta.threads.messages.list(thread_id=thread.id, order="asc").data
print(json.dumps([run.status, run.model, [[m.role, m.content[0].text.value] for m in messages]]))
""",
        address.url,
        address.token,
    )
    status, model, messages = json.loads(printed)
    assert status == "completed"
    assert model == "local/smollm2-135m"  # "gpt-4o" is unknown here: the run says who answered
    assert [role for role, _ in messages] == ["user", "assistant"]
    assert messages[1][1].strip()


def test_an_event_handler_hears_the_reply_as_it_grows(machine: Machine) -> None:
    address = machine.server()
    printed = machine.script(
        POINTED_AT_US
        + """
class Handler(openai.AssistantEventHandler):
    def __init__(self):
        super().__init__()
        self.deltas, self.events = [], []
    def on_event(self, event):
        self.events.append(event.event)
    def on_text_delta(self, delta, snapshot):
        self.deltas.append(delta.value)
    def on_text_done(self, text):
        self.text = text.value

assistant = client.beta.assistants.create(model="local/smollm2-135m")
thread = client.beta.threads.create(messages=[{"role": "user", "content": "Count from one to ten."}])
handler = Handler()
with client.beta.threads.runs.stream(
    thread_id=thread.id, assistant_id=assistant.id, max_completion_tokens=256, event_handler=handler
) as stream:
    stream.until_done()
stored = client.beta.threads.messages.list(thread_id=thread.id).data[0].content[0].text.value
print(json.dumps([handler.events, len(handler.deltas), "".join(handler.deltas) == handler.text == stored]))
""",
        address.url,
        address.token,
    )
    events, deltas, same = json.loads(printed)
    assert events[:3] == ["thread.run.created", "thread.run.queued", "thread.run.in_progress"]
    assert events[-1] in {"thread.run.completed", "thread.run.incomplete"}
    assert deltas > 3
    assert same


def test_the_async_client_streams_a_thread_and_run_in_one_call(machine: Machine) -> None:
    address = machine.server()
    printed = machine.script(
        """
import asyncio, json, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from openai import AsyncOpenAI

async def main():
    async with AsyncOpenAI(base_url=sys.argv[1], api_key=sys.argv[2]) as client:
        assistant = await client.beta.assistants.create(model="local/smollm2-135m")
        text = ""
        async with client.beta.threads.create_and_run_stream(
            assistant_id=assistant.id,
            thread={"messages": [{"role": "user", "content": "Say hello."}], "metadata": {"from": "script"}},
        ) as stream:
            async for event in stream:
                if event.event == "thread.created":
                    thread_id = event.data.id
                elif event.event == "thread.message.delta":
                    text += event.data.delta.content[0].text.value
        run = await stream.get_final_run()
        thread = await client.beta.threads.retrieve(thread_id)
        print(json.dumps([run.status, thread.metadata, text]))

asyncio.run(main())
""",
        address.url,
        address.token,
    )
    status, metadata, text = json.loads(printed)
    assert status == "completed"
    assert metadata["from"] == "script"
    assert text.strip()
