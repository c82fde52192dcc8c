"""However a message is cut into deltas, the same message comes out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.wire.accumulate import accumulate_message
from tui_threads.wire.deltas import MessageDelta
from tui_threads.wire.messages import (
    FileCitationAnnotation,
    Message,
    RefusalContentBlock,
    TextContentBlock,
    UnknownAnnotation,
    UnknownContentBlock,
)

EMPTY = Message(id="msg_1", role="assistant", status="in_progress")
FILE = st.fixed_dictionaries({"file_id": st.text(min_size=1, max_size=5)})
PLACE = {
    "text": st.text(min_size=1, max_size=5),
    "start_index": st.integers(0, 9),
    "end_index": st.integers(0, 9),
}
ANNOTATION = st.one_of(
    st.fixed_dictionaries({"type": st.just("file_citation"), "file_citation": FILE, **PLACE}),
    st.fixed_dictionaries({"type": st.just("file_path"), "file_path": FILE, **PLACE}),
    st.fixed_dictionaries({"type": st.just("url_citation"), "url": st.text(max_size=5)}),
)
TEXT = st.fixed_dictionaries({"value": st.text(max_size=20), "annotations": st.lists(ANNOTATION, max_size=3)})
BLOCK = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": TEXT}),
    st.fixed_dictionaries({"type": st.just("refusal"), "refusal": st.text(max_size=20)}),
    st.fixed_dictionaries({"type": st.just("image_file"), "image_file": FILE}),
    st.fixed_dictionaries(
        {"type": st.just("image_url"), "image_url": st.just({"url": "https://x.org/a.png", "detail": "low"})}
    ),
    st.fixed_dictionaries({"type": st.just("hologram"), "depth": st.integers(0, 9)}),
)


def cut(draw: st.DrawFn, words: str) -> list[str]:
    places = sorted({0, len(words), *draw(st.lists(st.integers(0, len(words)), max_size=4))})
    return [words[start:end] for start, end in itertools.pairwise(places)]


def pieces(draw: st.DrawFn, index: int, block: Mapping[str, object]) -> list[dict[str, object]]:
    """The deltas of one block, in their order: text cut anywhere, annotations in between."""
    head = {"index": index, "type": block["type"]}
    if block["type"] == "refusal":
        return [{**head, "refusal": part} for part in cut(draw, str(block["refusal"]))] or [
            {**head, "refusal": ""}
        ]
    if block["type"] != "text":
        return [{**head, **block}]
    text = block["text"]
    assert isinstance(text, dict)
    values: list[dict[str, object]] = [{"value": part} for part in cut(draw, text["value"])]
    notes: list[dict[str, object]] = [
        {"annotations": [{**note, "index": place}]} for place, note in enumerate(text["annotations"])
    ]
    begun: list[dict[str, object]] = [{"value": "", "annotations": []}]
    return [{**head, "text": part} for part in [*begun, *interleaved(draw, [values, notes])]]


def interleaved(draw: st.DrawFn, queues: list[list[dict[str, object]]]) -> list[dict[str, object]]:
    left = [list(queue) for queue in queues]
    mixed = []
    while any(left):
        mixed.append(draw(st.sampled_from([queue for queue in left if queue])).pop(0))
    return mixed


@st.composite
def streams(draw: st.DrawFn) -> tuple[Message, list[MessageDelta]]:
    """A message, and deltas that make it: blocks mixed, several of them in one delta or one at a time."""
    blocks = draw(st.lists(BLOCK, max_size=4))
    mixed = interleaved(draw, [pieces(draw, index, block) for index, block in enumerate(blocks)])
    deltas = []
    while mixed:
        taken = draw(st.integers(1, 3))
        deltas.append(MessageDelta.model_validate({"role": "assistant", "content": mixed[:taken]}))
        mixed = mixed[taken:]
    whole = Message.model_validate({**EMPTY.model_dump(), "content": blocks})
    return whole, deltas


@given(streams())
def test_any_split_of_a_message_gives_the_same_message(stream: tuple[Message, list[MessageDelta]]) -> None:
    whole, deltas = stream
    one_by_one = EMPTY
    for delta in deltas:
        one_by_one = accumulate_message(one_by_one, delta)
    assert one_by_one == whole
    assert accumulate_message(EMPTY, *deltas) == whole
    assert EMPTY.content == ()


def grown(*contents: list[dict[str, object]], start: Message = EMPTY) -> Message:
    return accumulate_message(start, *(MessageDelta.model_validate({"content": c}) for c in contents))


def test_repeated_annotations_and_roles_are_not_added_up() -> None:
    note = {"index": 0, "type": "file_citation", "text": "【1】", "start_index": 3, "end_index": 6,
            "file_citation": {"file_id": "file-1"}}  # fmt: skip
    text = {"index": 0, "type": "text", "text": {"value": "a", "annotations": [note]}}
    (block,) = grown([text], [text]).content
    assert isinstance(block, TextContentBlock)
    assert block.text.value == "aa"
    assert block.text.annotations == (
        FileCitationAnnotation.model_validate(
            {name: value for name, value in note.items() if name != "index"}
        ),
    )


def test_nulls_of_a_delta_change_nothing() -> None:
    started = grown([{"index": 0, "type": "text", "text": {"value": "a"}}])
    nulls = [{"index": 0, "type": "text", "text": {"value": None, "annotations": None}}]
    assert grown(nulls, [{"index": 0, "type": "text", "text": None}], start=started) == started
    assert (
        accumulate_message(started, MessageDelta.model_validate({"role": None, "content": None})) == started
    )


def test_a_block_that_comes_before_its_elder_keeps_its_place() -> None:
    later = {"index": 1, "type": "refusal", "refusal": "No."}
    earlier = {"index": 0, "type": "text", "text": {"value": "Hm."}}
    message = grown([later], [earlier])
    assert isinstance(message.content[0], TextContentBlock)
    assert message.content[0].text.value == "Hm."
    assert message.content[1] == RefusalContentBlock(refusal="No.")


def test_text_of_the_first_event_is_gone_on_with() -> None:
    begun = Message.model_validate(
        {**EMPTY.model_dump(), "content": [{"type": "text", "text": {"value": "a", "annotations": []}}]}
    )
    (block,) = grown([{"index": 0, "type": "text", "text": {"value": "b"}}], start=begun).content
    assert isinstance(block, TextContentBlock)
    assert block.text.value == "ab"


def test_what_is_not_known_is_kept_as_it_came() -> None:
    odd_note = {"index": 0, "type": "url_citation", "url": "https://x.org"}
    text = {"index": 1, "type": "text", "text": {"annotations": [odd_note]}}
    odd, block = grown([{"index": 0, "type": "hologram", "depth": 3}, text]).content
    assert odd == UnknownContentBlock.model_validate({"type": "hologram", "depth": 3})
    assert isinstance(block, TextContentBlock)
    assert block.text.annotations == (
        UnknownAnnotation.model_validate({"type": "url_citation", "url": "https://x.org"}),
    )
