"""However a step is cut into deltas, the same step comes out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.wire.accumulate_steps import accumulate_step
from tui_threads.wire.step_deltas import RunStepDelta
from tui_threads.wire.steps import (
    FileSearchToolCall,
    MessageCreationStepDetails,
    RunStep,
    ToolCallsStepDetails,
    UnknownToolCall,
)

EMPTY = RunStep(id="step_1", type="tool_calls", status="in_progress", step_details=ToolCallsStepDetails())


def delta(*calls: dict[str, object]) -> RunStepDelta:
    return RunStepDelta.model_validate({"step_details": {"type": "tool_calls", "tool_calls": list(calls)}})


def calls_of(step: RunStep) -> list[dict[str, object]]:
    assert isinstance(step.step_details, ToolCallsStepDetails)
    return [call.model_dump(mode="json") for call in step.step_details.tool_calls]


@given(st.lists(st.text(max_size=6), max_size=6), st.lists(st.text(max_size=6), max_size=6))
def test_arguments_of_parallel_calls_are_joined(first: list[str], second: list[str]) -> None:
    deltas = [
        delta({"index": index, "id": f"call_{index}", "type": "function", "function": begun})
        for index, begun in enumerate(
            [{"name": "f", "arguments": "", "output": None}, {"name": "g", "arguments": ""}]
        )
    ]
    for index, words in ((0, first), (1, second)):
        deltas += [
            delta({"index": index, "type": "function", "function": {"arguments": word}}) for word in words
        ]
    functions = [call["function"] for call in calls_of(accumulate_step(EMPTY, *deltas))]
    assert functions == [
        {"name": "f", "arguments": "".join(first), "output": None},
        {"name": "g", "arguments": "".join(second), "output": None},
    ]


def test_a_repeated_id_or_name_does_no_harm() -> None:
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{"}}
    (made,) = calls_of(accumulate_step(EMPTY, delta(call), delta(call)))
    assert (made["id"], made["function"]) == ("call_1", {"name": "f", "arguments": "{{", "output": None})


def test_code_and_its_outputs_grow() -> None:
    def code(index: int, **fields: object) -> RunStepDelta:
        return delta({"index": index, "type": "code_interpreter", "code_interpreter": fields})

    step = accumulate_step(
        EMPTY,
        delta({"index": 0, "id": "call_1", "type": "code_interpreter", "code_interpreter": {"input": "pri"}}),
        code(0, input="nt(1)"),
        code(0, outputs=[{"index": 0, "type": "logs", "logs": "1"}]),
        code(0, outputs=[{"index": 0, "type": "logs", "logs": "\n"}]),
        code(0, outputs=[{"index": 1, "type": "image", "image": {"file_id": "file-1"}}]),
        code(0, outputs=[{"index": 2, "type": "sound", "hertz": 440}]),
    )
    assert calls_of(step) == [
        {
            "id": "call_1",
            "type": "code_interpreter",
            "code_interpreter": {
                "input": "print(1)",
                "outputs": [
                    {"type": "logs", "logs": "1\n"},
                    {"type": "image", "image": {"file_id": "file-1"}},
                    {"type": "sound", "hertz": 440},
                ],
            },
        }
    ]


def test_what_a_search_found_stays_when_an_empty_delta_follows() -> None:
    found = {"results": [{"file_id": "file-1", "file_name": "a.md", "score": 0.5}]}
    step = accumulate_step(
        EMPTY,
        delta({"index": 0, "id": "call_1", "type": "file_search", "file_search": found}),
        delta({"index": 0, "type": "file_search", "file_search": {}}),
    )
    assert isinstance(step.step_details, ToolCallsStepDetails)
    (call,) = step.step_details.tool_calls
    assert isinstance(call, FileSearchToolCall)
    assert call.id == "call_1"
    assert call.file_search.results is not None
    assert call.file_search.results[0].file_name == "a.md"


def test_calls_of_an_unknown_kind_are_kept() -> None:
    step = accumulate_step(EMPTY, delta({"index": 0, "id": "call_1", "type": "browser", "url": "x"}))
    assert isinstance(step.step_details, ToolCallsStepDetails)
    (call,) = step.step_details.tool_calls
    assert call == UnknownToolCall.model_validate({"id": "call_1", "type": "browser", "url": "x"})


def test_a_step_that_writes_a_message_names_it() -> None:
    change = {"step_details": {"type": "message_creation", "message_creation": {"message_id": "msg_1"}}}
    details = accumulate_step(EMPTY, RunStepDelta.model_validate(change)).step_details
    assert isinstance(details, MessageCreationStepDetails)
    assert details.message_creation.message_id == "msg_1"
    assert accumulate_step(EMPTY, RunStepDelta()) == EMPTY
