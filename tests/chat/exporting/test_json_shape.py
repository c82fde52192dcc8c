from __future__ import annotations

import json
from pathlib import Path

from tests.chat.exporting.copies import copy_of, message
from tui_threads.chat.exporting.json_shape import json_of, json_text, list_object, thread_object
from tui_threads.chat.importing.recognise import read_source
from tui_threads.wire.lists import Page
from tui_threads.wire.messages import Message
from tui_threads.wire.threads import Thread

COPY = copy_of(
    message("user", "Will it rain?"),
    message("assistant", [{"type": "image_file", "image_file": {"file_id": "file-1"}}], id="msg_2"),
)


def test_a_thread_and_its_messages_read_back_as_the_api_gave_them() -> None:
    whole = json.loads(json_of(COPY))
    page = Page[Message].model_validate(whole["messages"])
    assert page.data == COPY.messages
    assert (page.first_id, page.last_id, page.has_more) == ("msg_1", "msg_2", False)
    del whole["messages"]
    assert Thread.model_validate(whole) == COPY.thread


def test_fields_of_a_newer_server_are_kept() -> None:
    said = message("user", [{"type": "hologram", "light": 3}], mood="good")
    written = json.loads(json_of(copy_of(said)))["messages"]["data"][0]
    assert written["mood"] == "good"
    assert written["content"] == [{"type": "hologram", "light": 3}]


def test_what_was_exported_is_recognised_and_read_again(tmp_path: Path) -> None:
    for name, text in {
        "one": json_of(COPY),
        "all": json_text(list_object([thread_object(COPY)], ["thread_1"])),
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        (thread,) = read_source(path).threads
        assert (thread.title, thread.mark) == ("Rain in Bergen", "api:thread_1")
        assert [one.role for one in thread.messages] == ["user", "assistant"]


def test_json_for_a_terminal_holds_nothing_that_it_obeys_and_loses_nothing() -> None:
    value = {"text": "a\x1b[31m\x9b\u202e\ud800 é 雨"}
    written = json_text(value)
    assert not set("\x1b\x9b\u202e\ud800") & set(written)
    assert "雨" in written
    assert json.loads(written) == value
