"""Code and its logs have the same places for everybody, whenever they are read."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openai.lib.streaming._assistants import accumulate_delta

from tui_threads.server.running.growth import CallsGrowth
from tui_threads.wire.steps import (
    CodeInterpreter,
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    RunStep,
    ToolCallsStepDetails,
)


def stored(calls: list[tuple[str, str]]) -> RunStep:
    return RunStep(
        id="step_1",
        type="tool_calls",
        step_details=ToolCallsStepDetails(
            tool_calls=tuple(
                CodeInterpreterToolCall(
                    id=f"call_{index}",
                    code_interpreter=CodeInterpreter(
                        input=code, outputs=(CodeInterpreterOutputLogs(logs=logs),) if logs else ()
                    ),
                )
                for index, (code, logs) in enumerate(calls)
            )
        ),
    )


def accumulated(*deltas: str) -> object:
    """What the official SDK makes of these deltas."""
    details: dict[Any, Any] = {}
    for delta in deltas:
        details = accumulate_delta(details, json.loads(delta)["delta"]["step_details"])
    return details


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=3)), min_size=1, max_size=4), st.data())
def test_code_can_be_read_on_from_every_place(calls: list[tuple[str, str]], data: st.DataObject) -> None:
    growing = CallsGrowth("step_1")
    deltas: list[tuple[int, str]] = []
    for index, (code, _) in enumerate(calls):
        deltas.append((growing.units, growing.add_code_call(f"call_{index}")))
        if code:
            deltas.append((growing.units, growing.add_arguments(index, code)))
    for index, (_, logs) in enumerate(calls):
        if logs:
            deltas.append((growing.units, growing.add_logs(index, logs)))
    whole = accumulated(*(delta for _, delta in deltas))
    again = CallsGrowth.of(stored(calls))
    assert again.units == growing.units
    read = data.draw(st.integers(0, len(deltas) - 1))
    place = deltas[read][0]
    assert again.since(place) == growing.since(place)
    assert accumulated(*(delta for _, delta in deltas[:read]), again.since(place)) == whole
