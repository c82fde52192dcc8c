from __future__ import annotations

import itertools

import pytest

from tui_threads.chat.importing import found
from tui_threads.chat.importing.api_shape import is_message, is_threads, threads_in
from tui_threads.chat.importing.found import (
    FoundAttachment,
    FoundImage,
    FoundThread,
    LinkedImage,
    StoredImage,
)

_ids = itertools.count(1)


def message(role: str, text: str, created_at: int = 1700000000, **more: object) -> dict[str, object]:
    """As the hosted API answered it."""
    return {
        "id": f"msg_{next(_ids)}",
        "object": "thread.message",
        "created_at": created_at,
        "thread_id": "thread_A",
        "role": role,
        "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
        "attachments": [],
        "metadata": {},
        **more,
    }


THREAD: dict[str, object] = {
    "id": "thread_A", "object": "thread", "created_at": 1699999999, "metadata": {"title": "Rain"},
    "tool_resources": {},
}  # fmt: skip
TURNS = [message("user", "Will it rain?", 1700000000), message("assistant", "Yes.", 1700000005)]
NEWEST_FIRST = {"object": "list", "data": TURNS[::-1], "has_more": False}


def said(thread: FoundThread) -> list[str]:
    return [f"{one.role}: {one.text}" for one in thread.messages]


@pytest.mark.parametrize(
    "dump",
    [
        {**THREAD, "messages": TURNS},
        {**THREAD, "messages": NEWEST_FIRST},
        {"thread": THREAD, "messages": TURNS},
        {"thread": THREAD, "messages": NEWEST_FIRST},
        [{**THREAD, "messages": TURNS}],
        {"object": "list", "data": [{**THREAD, "messages": NEWEST_FIRST}], "has_more": False},
        {"threads": [{**THREAD, "messages": TURNS[::-1]}]},
    ],
    ids=["thread", "list-of-messages", "pair", "pair-of-lists", "array", "list-object", "threads"],
)
def test_every_plausible_shape_of_a_dump_gives_the_thread_oldest_message_first(dump: object) -> None:
    first = dump[0] if isinstance(dump, list) else dump
    assert is_threads(first)
    (thread,) = threads_in(dump if isinstance(dump, list) else [dump])
    assert said(thread) == ["user: Will it rain?", "assistant: Yes."]
    assert (thread.title, thread.mark, thread.own_id) == ("Rain", "api:thread_A", "thread_A")


@pytest.mark.parametrize("dump", [TURNS, [NEWEST_FIRST], TURNS[::-1]])
def test_messages_alone_are_kept_apart_by_their_thread(dump: list[object]) -> None:
    other = message("user", "Another thread", thread_id="thread_B")
    threads = list(threads_in([*dump, other]))
    assert [thread.own_id for thread in threads] == ["thread_A", "thread_B"]
    assert said(threads[0]) == ["user: Will it rain?", "assistant: Yes."]


def test_messages_of_a_chat_completion_are_read_and_its_system_prompt_becomes_instructions() -> None:
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "call_1", "type": "function"}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "42"},
        {"role": "assistant", "content": "Hello"},
    ]
    assert is_message(turns[0])
    (thread,) = threads_in([{"messages": turns}])
    assert said(thread) == ["user: Hi", "assistant: Hello"]
    assert thread.instructions == "Be brief."
    assert thread.left_out == {found.SYSTEM: 1, found.TOOLS: 2}


def test_the_same_conversation_without_an_id_has_the_same_mark() -> None:
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    (one,), (other,) = (list(threads_in([{"messages": turns}])) for _ in range(2))
    (different,) = threads_in([{"messages": [{"role": "user", "content": "Ho"}]}])
    assert one.mark == other.mark
    assert different.mark != one.mark


def test_images_and_files_are_kept_by_their_ids() -> None:
    content = [
        {"type": "image_file", "image_file": {"file_id": "file-1"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    ]
    attached = [{"file_id": "file-2", "tools": [{"type": "file_search"}]}]
    turn = message("user", "", content=content, attachments=attached, file_ids=["file-3"])
    (thread,) = threads_in([{**THREAD, "messages": [turn]}])
    (one,) = thread.messages
    assert one.parts[:2] == (StoredImage("file-1"), LinkedImage("https://example.com/a.png"))
    inline = one.parts[2]
    assert isinstance(inline, FoundImage) and inline.read is not None
    assert inline.read().startswith(b"\x89PNG")
    assert set(one.attachments) == {FoundAttachment("file-3"), FoundAttachment("file-2", ("file_search",))}


def test_times_from_before_an_earlier_move_win() -> None:
    moved = {**THREAD, "metadata": {"imported_from": "chatgpt:c", "original_created_at": "1600000000"}}
    turn = message("user", "Hi", metadata={"original_created_at": "1600000001"})
    (thread,) = threads_in([{**moved, "messages": [turn]}])
    assert (thread.mark, thread.created_at) == ("chatgpt:c", 1600000000)
    assert thread.messages[0].created_at == 1600000001


def test_a_fork_of_a_thread_that_was_brought_in_is_not_taken_for_it() -> None:
    fork = {**THREAD, "metadata": {"imported_from": "chatgpt:c", "forked_from": "thread_Z"}}
    (thread,) = threads_in([{**fork, "messages": TURNS}])
    assert thread.mark == "api:thread_A"


def test_messages_of_one_second_keep_the_order_of_the_file() -> None:
    turns = [message("user", str(n), 1700000000) for n in range(5)]
    (thread,) = threads_in([{**THREAD, "messages": turns}])
    assert [one.text for one in thread.messages] == ["0", "1", "2", "3", "4"]


def test_what_cannot_be_brought_along_is_counted() -> None:
    cited = [{"type": "file_citation", "text": "[1]", "file_citation": {"file_id": "f"}, "start_index": 0,
              "end_index": 3}]  # fmt: skip
    turns = [
        message("assistant", "", content=[{"type": "text", "text": {"value": "[1]", "annotations": cited}}]),
        message("assistant", "", content=[]),
        message("user", "", content=7),
    ]
    resources = {"file_search": {"vector_store_ids": ["vs_1"]}}
    (thread,) = threads_in([{**THREAD, "tool_resources": resources, "messages": turns}])
    assert thread.left_out == {found.ANNOTATIONS: 1, found.EMPTY: 1, found.UNREADABLE: 1, found.RESOURCES: 1}
