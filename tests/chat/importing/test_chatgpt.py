from __future__ import annotations

import pytest

from tests.chat.importing.other_programs import chatgpt_conversation, node
from tui_threads.chat.importing import found
from tui_threads.chat.importing.chatgpt import thread_of
from tui_threads.chat.importing.found import FoundImage, FoundThread

UNSEEN = {"is_visually_hidden_from_conversation": True}


def read(conversation: dict[str, object]) -> FoundThread:
    return thread_of(conversation, lambda pointer: FoundImage(pointer.rpartition("/")[2]))


def said(thread: FoundThread) -> list[str]:
    return [f"{message.role}: {message.text}" for message in thread.messages]


def of(*nodes: dict[str, object]) -> FoundThread:
    """A conversation of nodes that follow one another."""
    chain = [node("root", None), *nodes]
    for one, parent in zip(chain[1:], chain, strict=False):
        one["parent"] = parent["id"]
    return read(chatgpt_conversation(nodes=chain))


def test_the_branch_shown_last_is_the_conversation_and_the_others_are_counted() -> None:
    thread = read(chatgpt_conversation())
    assert said(thread) == ["user: Where to in June?", "assistant: Bergen."]
    assert thread.left_out[found.BRANCHES] == 2


def test_another_branch_is_taken_where_that_was_shown_last() -> None:
    thread = read(chatgpt_conversation(current_node="a-old"))
    assert said(thread) == ["user: Where to in May?", "assistant: Lisbon."]


def test_without_a_current_node_the_newest_branch_is_taken() -> None:
    assert said(read(chatgpt_conversation(current_node=None)))[-1] == "assistant: Bergen."


def test_title_times_model_and_mark_are_kept() -> None:
    thread = read(chatgpt_conversation("abc", "Trip", is_archived=True))
    assert (thread.title, thread.mark, thread.created_at) == ("Trip", "chatgpt:abc", 1709654400)
    assert thread.archived
    assert thread.messages[1].model == "gpt-4o"
    assert thread.messages[1].created_at == 1709654400


def test_a_circle_of_parents_ends() -> None:
    nodes = [node("a", "b", "user", ["one"]), node("b", "a", "assistant", ["two"])]
    assert len(read(chatgpt_conversation(nodes=nodes)).messages) == 2


def test_images_stand_among_the_text_in_their_place() -> None:
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-A1", "width": 2}
    content = {"content_type": "multimodal_text", "parts": [pointer, "What is it?"]}
    (message,) = of(node("q", None, "user", content=content)).messages
    assert message.parts == (FoundImage("file-A1"), "What is it?")


def test_a_picture_that_a_tool_drew_is_kept() -> None:
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_B2"}
    content = {"content_type": "multimodal_text", "parts": [pointer]}
    (message,) = of(node("t", None, "tool", content=content)).messages
    assert (message.role, message.parts) == ("assistant", (FoundImage("file_B2"),))


def test_speech_is_its_transcription() -> None:
    parts = [
        {"content_type": "audio_transcription", "text": "Spoken words", "direction": "in"},
        {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://file_c"},
    ]
    content = {"content_type": "multimodal_text", "parts": parts}
    assert said(of(node("q", None, "user", content=content))) == ["user: Spoken words"]


def test_a_file_that_was_attached_is_named() -> None:
    metadata = {"attachments": [{"id": "file-X", "name": "report.pdf", "mimeType": "application/pdf"}]}
    (message,) = of(node("q", None, "user", ["Read it"], metadata=metadata)).messages
    assert message.parts == ("Read it", "[File: report.pdf]")


def test_code_that_was_run_and_its_output_become_blocks_that_backticks_cannot_end() -> None:
    code = {"content_type": "code", "language": "unknown", "text": "print('```')"}
    output = {"content_type": "execution_output", "text": "```"}
    thread = of(
        node("c", None, "assistant", content=code, recipient="python"),
        node("o", None, "tool", content=output),
    )
    assert said(thread) == [
        "assistant: ````python\nprint('```')\n````",
        "assistant: Output:\n\n````\n```\n````",
    ]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (node("x", None, "assistant", ["search('bergen')"], recipient="browser"), found.TOOLS),
        (node("x", None, "tool", ["[1] a page"]), found.TOOLS),
        (node("x", None, "assistant", content={"content_type": "thoughts", "thoughts": []}), found.THOUGHTS),
        (node("x", None, "user", content={"content_type": "user_editable_context"}), found.HIDDEN),
        (node("x", None, "user", ["x"], metadata=UNSEEN), found.HIDDEN),
        (node("x", None, "assistant", [""]), found.EMPTY),
    ],
)  # fmt: skip
def test_what_nobody_was_shown_is_left_out_and_counted(one: dict[str, object], reason: str) -> None:
    thread = of(node("q", None, "user", ["Hello"]), one)
    assert said(thread) == ["user: Hello"]
    assert thread.left_out == {reason: 1}


def test_what_a_system_message_told_is_kept_as_instructions() -> None:
    thread = of(node("s", None, "system", ["Speak French."]), node("q", None, "user", ["Hello"]))
    assert thread.instructions == "Speak French."
    assert said(thread) == ["user: Hello"]


def test_citations_become_links_and_their_marks_go() -> None:
    mark = "\ue200cite\ue202turn0search1\ue201"
    references = [
        {"matched_text": mark, "alt": "([Bergen](https://example.com/b))", "type": "grouped_webpages"}
    ]
    thread = of(
        node("a", None, "assistant", [f"Rain {mark}. More \ue200cite\ue202turn0search9\ue201end"],
             metadata={"content_references": references})
    )  # fmt: skip
    assert said(thread) == ["assistant: Rain ([Bergen](https://example.com/b)). More end"]


def test_fields_of_any_other_kind_do_no_harm() -> None:
    odd = {"title": 3, "create_time": "soon", "mapping": {"a": {"message": {"author": None, "content": 1}}},
           "current_node": 7, "conversation_id": None}  # fmt: skip
    thread = read(odd)
    assert thread.messages == ()
    assert thread.mark.startswith("chatgpt:")


def test_a_lone_surrogate_becomes_a_mark() -> None:
    assert said(of(node("q", None, "user", ["a\ud800b"]))) == ["user: a?b"]
