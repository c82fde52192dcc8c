"""Runs that search files, and see images."""

from __future__ import annotations

import base64
from typing import Final

import pytest
from openai import NotFoundError, OpenAI
from openai.types.beta.thread_create_params import Message as ThreadMessage
from openai.types.beta.thread_create_params import MessageAttachment
from openai.types.beta.threads import Message, Run
from openai.types.beta.threads.message_create_params import Attachment
from sqlalchemy import insert

from tests.server.providers.scripted import ScriptedEndpoint, finish
from tests.server.running_server import RunningServer
from tests.server.test_event_order import BEGIN, SPEAK, names
from tui_threads.server.tables_files import vector_store_files

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NOTES = b"The lighthouse of Ouessant was built in 1863.\n\nIts keeper was called Yann Le Goff.\n"
FACTS: Final = "step_details.tool_calls[*].file_search.results[*].content"


def test_a_reply_cites_the_files_it_was_given(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    file_id = upload(client, NOTES)
    endpoint.answer("Yann Le Goff ", "kept it 【0:0†not", "es.txt】, I ", "read.", *finish())
    message, run = ask_about(client, file_id, "Who was the keeper of the lighthouse of Ouessant?")
    block = message.content[0]
    assert block.type == "text"
    (annotation,) = block.text.annotations
    assert annotation.type == "file_citation" and annotation.file_citation.file_id == file_id
    start, end = annotation.start_index, annotation.end_index
    assert block.text.value[start:end] == annotation.text == "【0:0†notes.txt】"
    asked = endpoint.requests[-1].body["messages"]
    assert isinstance(asked, list)
    assert "Yann Le Goff" in asked[0]["content"] and "【0:0†notes.txt】" in asked[0]["content"]
    assert run.status == "completed"


def test_the_step_shows_what_was_found_and_its_words_on_request(
    client: OpenAI, endpoint: ScriptedEndpoint
) -> None:
    file_id = upload(client, NOTES)
    _, run = ask_about(client, file_id, "Who was the keeper of the lighthouse?")
    steps = client.beta.threads.runs.steps
    step = steps.list(run.id, thread_id=run.thread_id, order="asc").data[0]
    assert step.step_details.type == "tool_calls"
    (call,) = step.step_details.tool_calls
    assert call.type == "file_search" and call.file_search.results
    (result,) = call.file_search.results
    assert (result.file_id, result.file_name, result.content) == (file_id, "notes.txt", None)
    assert 0 < result.score <= 1
    full = steps.retrieve(step.id, thread_id=run.thread_id, run_id=run.id, include=[FACTS])
    assert full.step_details.type == "tool_calls"
    (call,) = full.step_details.tool_calls
    assert call.type == "file_search" and call.file_search.results
    content = call.file_search.results[0].content
    assert content and "Yann Le Goff" in (content[0].text or "")


def test_a_reply_that_names_no_source_is_given_its_own(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    file_id = upload(client, NOTES)
    endpoint.answer("The keeper of the lighthouse of Ouessant was Yann Le Goff.", *finish())
    message, _ = ask_about(client, file_id, "Who was the keeper of the lighthouse?")
    block = message.content[0]
    assert block.type == "text"
    (annotation,) = block.text.annotations
    assert block.text.value[annotation.start_index : annotation.end_index] == annotation.text


def test_a_search_is_told_before_the_message(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    file_id = upload(client, NOTES)
    endpoint.answer("It is 【0:0†notes.txt】.", *finish())
    thread = client.beta.threads.create(messages=[question(file_id, "Which lighthouse?")])
    assistant = client.beta.assistants.create(model="tiny", tools=[{"type": "file_search"}])
    events = list(client.beta.threads.runs.create(thread.id, assistant_id=assistant.id, stream=True))
    search = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]
    over = ["thread.message.completed", "thread.run.step.completed", "thread.run.completed"]
    assert names(events) == [*BEGIN, *search, "thread.run.step.completed", *SPEAK, *over]


def test_a_thread_can_bring_new_vector_stores(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    file_id = upload(client, NOTES)
    resources = {"file_search": {"vector_stores": [{"file_ids": [file_id]}]}}
    thread = client.beta.threads.create(tool_resources=resources)  # type: ignore[arg-type]  # dicts
    assert thread.tool_resources and thread.tool_resources.file_search
    (store_id,) = thread.tool_resources.file_search.vector_store_ids or []
    assert client.vector_stores.retrieve(store_id).file_counts.total == 1


def test_files_that_do_not_exist_are_refused_by_name(client: OpenAI) -> None:
    with pytest.raises(NotFoundError, match="No file found with id 'file-missing'"):
        client.beta.threads.create(messages=[question("file-missing", "What?")])
    with pytest.raises(NotFoundError, match="No vector store found with id 'vs_missing'"):
        client.beta.assistants.create(
            model="tiny", tool_resources={"file_search": {"vector_store_ids": ["vs_missing"]}}
        )


def test_an_uploaded_image_reaches_a_model_that_can_see(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    file_id = client.files.create(file=("dot.png", pixel), purpose="vision").id
    assistant = client.beta.assistants.create(model="tiny")
    image = {"type": "image_file", "image_file": {"file_id": file_id}}
    content = [{"type": "text", "text": "What is this?"}, image]
    thread = {"messages": [{"role": "user", "content": content}]}
    client.beta.threads.create_and_run_poll(assistant_id=assistant.id, thread=thread)  # type: ignore[arg-type]  # dicts
    asked = endpoint.requests[-1].body["messages"]
    assert isinstance(asked, list)
    assert asked[0]["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")


def upload(client: OpenAI, content: bytes) -> str:
    return client.files.create(file=("notes.txt", content), purpose="assistants").id


def question(file_id: str, text: str) -> ThreadMessage:
    return {"role": "user", "content": text, "attachments": [searched(file_id)]}


def searched(file_id: str) -> MessageAttachment:
    return {"file_id": file_id, "tools": [{"type": "file_search"}]}


def attachment(file_id: str) -> Attachment:
    return {"file_id": file_id, "tools": [{"type": "file_search"}]}


def ask_about(client: OpenAI, file_id: str, text: str) -> tuple[Message, Run]:
    assistant = client.beta.assistants.create(model="tiny", tools=[{"type": "file_search"}])
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(
        thread.id, role="user", content=text, attachments=[attachment(file_id)]
    )
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    return client.beta.threads.messages.list(thread.id).data[0], run


def test_a_run_cancelled_while_it_searches_leaves_no_step_open(client: OpenAI, server: RunningServer) -> None:
    file_id = upload(client, NOTES)
    store = client.vector_stores.create()
    assistant = client.beta.assistants.create(
        model="tiny",
        tools=[{"type": "file_search"}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )

    async def add_file_that_is_never_indexed() -> None:
        row = {"id": file_id, "vector_store_id": store.id, "created_at": 1, "status": "in_progress"}
        assert server.state is not None
        async with server.state["database"].write() as connection:
            claimed = insert(vector_store_files).values(**row, usage_bytes=0, claimed_until=2**31 - 1)
            await connection.execute(claimed)

    server.call(add_file_that_is_never_indexed())
    run = client.beta.threads.create_and_run(
        assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "Which keeper?"}]}
    )
    while not client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data:
        pass
    client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
    assert client.beta.threads.runs.poll(run.id, thread_id=run.thread_id).status == "cancelled"
    (step,) = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data
    assert step.status == "cancelled"
