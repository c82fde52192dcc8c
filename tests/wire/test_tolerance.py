"""What real servers answer is read, and says what they meant."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from tests.api.loopback import recorded
from tui_threads.wire.assistants import Assistant, ResponseFormatJSONSchema, RetrievalTool, UnknownTool
from tui_threads.wire.lists import Page
from tui_threads.wire.messages import FileCitationAnnotation, Message, TextContentBlock, UnknownContentBlock
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import RetrievalToolCall, RunStep, ToolCallsStepDetails
from tui_threads.wire.threads import Thread


def test_a_message_of_the_first_version_is_read() -> None:
    cited = {"type": "file_citation", "text": "【1†source】", "start_index": 5, "end_index": 15,
             "file_citation": {"file_id": "file-1", "quote": "words"}}  # fmt: skip
    message = Message.model_validate_json(
        json.dumps(
            {
                "id": "msg_1",
                "object": "thread.message",
                "created_at": 1699017614,
                "thread_id": "thread_1",
                "role": "user",
                "content": [{"type": "text", "text": {"value": "Look 【1†source】", "annotations": [cited]}}],
                "file_ids": ["file-1"],
                "assistant_id": None,
                "run_id": None,
                "metadata": {"rank": 3, "nested": {"a": [None]}},
            }
        )
    )
    assert message.file_ids == ("file-1",)
    assert message.attachments is None
    assert message.metadata == {"rank": 3, "nested": {"a": [None]}}
    (block,) = message.content
    assert isinstance(block, TextContentBlock)
    (note,) = block.text.annotations
    assert isinstance(note, FileCitationAnnotation)
    assert note.file_citation.quote == "words"
    assert '"file_ids":["file-1"]' in message.model_dump_json()


@pytest.mark.parametrize(
    ("metadata", "read"),
    [(None, {}), ({}, {}), ({"a": "b"}, {"a": "b"}), ([1], {"metadata": [1]}), ("x", {"metadata": "x"})],
)
def test_metadata_of_any_kind_is_read(metadata: object, read: object) -> None:
    assert Thread.model_validate_json(json.dumps({"id": "t", "metadata": metadata})).metadata == read


def test_tools_of_the_first_version_and_of_other_servers_are_read() -> None:
    tools = [{"type": "retrieval"}, {"type": "bing_grounding", "bing_grounding": {"connections": []}}]
    assistant = Assistant.model_validate_json(json.dumps({"id": "a", "tools": tools, "file_ids": ["f"]}))
    assert isinstance(assistant.tools[0], RetrievalTool)
    assert isinstance(assistant.tools[1], UnknownTool)
    assert json.loads(assistant.model_dump_json())["tools"] == tools
    call = {"id": "call_1", "type": "retrieval", "retrieval": {}}
    step = RunStep.model_validate({"id": "s", "step_details": {"type": "tool_calls", "tool_calls": [call]}})
    assert isinstance(step.step_details, ToolCallsStepDetails)
    assert isinstance(step.step_details.tool_calls[0], RetrievalToolCall)


@pytest.mark.parametrize(("sent", "read"), [(5, 5), (5.0, 5), (5.9, 5), (None, 0), ("5", 5)])
def test_times_are_whole_seconds_however_they_are_sent(sent: object, read: int) -> None:
    assert Thread.model_validate_json(json.dumps({"id": "t", "created_at": sent})).created_at == read


def test_nulls_where_none_should_be_are_read_as_empty() -> None:
    run = Run.model_validate_json(
        '{"id": "r", "status": null, "tools": null, "instructions": null, "metadata": null, "model": null,'
        '"parallel_tool_calls": null, "tool_choice": null, "created_at": null, "thread_id": null}'
    )
    assert (run.status, run.tools, run.instructions, run.metadata, run.parallel_tool_calls) == (
        "",
        (),
        "",
        {},
        True,
    )
    message = Message.model_validate_json('{"id": "m", "content": null, "role": null, "attachments": null}')
    assert (message.content, message.role) == ((), "")
    text = Message.model_validate_json(
        '{"id": "m", "content": [{"type": "text", "text": {"value": null, "annotations": null}}]}'
    )
    assert text.content == (TextContentBlock.model_validate({"text": {}}),)


def test_content_that_is_echoed_as_it_was_asked_is_text() -> None:
    as_string = Message.model_validate_json('{"id": "m", "content": "Hi"}')
    as_part = Message.model_validate_json('{"id": "m", "content": [{"type": "text", "text": "Hi"}]}')
    proper = Message.model_validate({"id": "m", "content": [{"type": "text", "text": {"value": "Hi"}}]})
    assert as_string == as_part == proper


def test_a_known_part_in_a_form_that_is_not_known_is_kept() -> None:
    odd = {"type": "image_file", "image_file": "file-1"}
    message = Message.model_validate_json(json.dumps({"id": "m", "content": [odd]}))
    assert message.content == (UnknownContentBlock.model_validate(odd),)


def test_formats_of_all_kinds_are_read_and_written() -> None:
    schema = {
        "type": "json_schema",
        "json_schema": {"name": "n", "schema": {"type": "object"}, "strict": True},
    }
    for sent in ("auto", {"type": "text"}, schema, {"type": "yaml", "indent": 2}):
        run = Run.model_validate_json(json.dumps({"id": "r", "response_format": sent}))
        assert json.loads(run.model_dump_json())["response_format"] == sent
    assert isinstance(
        Run.model_validate({"id": "r", "response_format": schema}).response_format, ResponseFormatJSONSchema
    )


def test_a_recorded_message_of_another_server_is_read() -> None:
    message = Message.model_validate_json(recorded("mltoss_message.json"))
    assert isinstance(message.content[0], TextContentBlock)
    assert message.content[0].text.value == "héllo 你好 😀"
    assert message.created_at == 1795318860
    assert len(Page[Message].model_validate_json(recorded("mltoss_messages_page.json")).data) == 3


def test_values_cannot_be_changed() -> None:
    thread = Thread(id="t")
    with pytest.raises(ValidationError, match="frozen"):
        thread.id = "other"  # type: ignore[misc]  # the very point
