"""A place in what grows is the same place for everybody, whenever it is read."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.server.running.growth import CallsGrowth, TextGrowth
from tui_threads.wire.content import FileCitation, FileCitationAnnotation, Text, TextContentBlock
from tui_threads.wire.messages import Message
from tui_threads.wire.steps import FunctionCall, FunctionToolCall, RunStep, ToolCallsStepDetails


def citation(start: int, end: int) -> FileCitationAnnotation:
    return FileCitationAnnotation(
        text="x" * (end - start),
        start_index=start,
        end_index=end,
        file_citation=FileCitation(file_id="file-1"),
    )


def text_of(delta: str) -> str:
    return str(json.loads(delta)["delta"]["content"][0]["text"].get("value", ""))


def marks_of(delta: str) -> list[int]:
    text = json.loads(delta)["delta"]["content"][0]["text"]
    return [mark["index"] for mark in text.get("annotations", ())]


def test_the_first_delta_alone_brings_an_empty_list_of_annotations() -> None:
    growth = TextGrowth("msg_1")
    first, second = json.loads(growth.add_text("a")), json.loads(growth.add_text("b"))
    assert first == {
        "id": "msg_1",
        "object": "thread.message.delta",
        "delta": {"content": [{"index": 0, "type": "text", "text": {"value": "a", "annotations": []}}]},
    }
    assert second["delta"]["content"][0]["text"] == {"value": "b"}


def test_an_annotation_is_told_once_from_wherever_one_goes_on() -> None:
    growth = TextGrowth("msg_1")
    growth.add_text("abcd")
    growth.add_annotation(citation(2, 4))
    growth.add_text("ef")
    assert growth.units == 7
    assert (text_of(growth.since(0)), marks_of(growth.since(0))) == ("abcdef", [0])
    assert (text_of(growth.since(4)), marks_of(growth.since(4))) == ("ef", [0])
    assert (text_of(growth.since(5)), marks_of(growth.since(5))) == ("ef", [])


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_a_stored_message_has_the_places_of_the_growing_one(parts: list[str], data: st.DataObject) -> None:
    growing = TextGrowth("msg_1")
    for part in parts:
        start = growing.length
        growing.add_text(part)
        if data.draw(st.booleans()):
            growing.add_annotation(citation(start, growing.length))
    text = Text(value=growing.text, annotations=growing.annotations)
    stored = TextGrowth.of(Message(id="msg_1", content=(TextContentBlock(text=text),)))
    assert stored.units == growing.units
    place = data.draw(st.integers(0, growing.units))
    assert stored.since(place) == growing.since(place)


@given(st.lists(st.lists(st.text(max_size=4), max_size=4), min_size=1, max_size=4), st.data())
def test_stored_calls_have_the_places_of_the_growing_ones(
    calls: list[list[str]], data: st.DataObject
) -> None:
    growing = CallsGrowth("step_1")
    for index, pieces in enumerate(calls):
        growing.add_call(f"call_{index}", "f")
        for piece in pieces:
            growing.add_arguments(index, piece)
    details = ToolCallsStepDetails(
        tool_calls=tuple(
            FunctionToolCall(id=f"call_{index}", function=FunctionCall(name="f", arguments="".join(pieces)))
            for index, pieces in enumerate(calls)
        )
    )
    stored = CallsGrowth.of(RunStep(id="step_1", type="tool_calls", step_details=details))
    place = data.draw(st.integers(0, growing.units))
    assert (stored.units, stored.since(place)) == (growing.units, growing.since(place))


def test_a_call_goes_on_in_the_middle_of_its_arguments() -> None:
    growth = CallsGrowth("step_1")
    growth.add_call("call_a", "f")
    growth.add_arguments(0, "12345")
    growth.add_call("call_b", "g")
    told = json.loads(growth.since(3))["delta"]["step_details"]["tool_calls"]
    assert told[0] == {"index": 0, "type": "function", "function": {"arguments": "345"}}
    assert told[1]["id"] == "call_b" and told[1]["function"]["name"] == "g"
