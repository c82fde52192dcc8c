"""Every kind of entry as lines."""

from __future__ import annotations

import pytest

from tests.ui.render.test_blocks import drawn
from tests.ui.sample_thread import NAMES, cited_message, everything, said, tool_steps
from tui_threads.chat.entries import (
    Entry,
    FailureEntry,
    LocalAttachment,
    LocalEntry,
    MessageEntry,
    RunEntry,
    StepEntry,
)
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.entries import guessed_height, view_of
from tui_threads.ui.render.palette import PLAIN
from tui_threads.wire.messages import IncompleteDetails, UnknownContentBlock
from tui_threads.wire.runs import LastError, Run, RunIncompleteDetails
from tui_threads.wire.steps import (
    FunctionCall,
    FunctionToolCall,
    RunStep,
    ToolCallsStepDetails,
    UnknownToolCall,
)

CANVAS = Canvas(60, PLAIN, {"asst_1": "Reviewer"}, NAMES)


def rows(entry: Entry, *, unfolded: bool = False, canvas: Canvas = CANVAS) -> list[str]:
    return [row.rstrip() for row in drawn(view_of(entry, canvas, Shown(unfolded=unfolded)).lines)]


def function_step(arguments: str, output: str | None, *, status: str = "completed") -> RunStep:
    call = FunctionToolCall(id="c", function=FunctionCall(name="look_up", arguments=arguments, output=output))
    return RunStep(id="s", status=status, step_details=ToolCallsStepDetails(tool_calls=(call,)))


def test_a_message_has_its_author_its_footnotes_and_their_files() -> None:
    message = cited_message().model_copy(update={"assistant_id": "asst_1"})
    assert rows(MessageEntry("m", message)) == [
        "Reviewer",
        "The first spends two days in Sintra[1]. See the table[2].",
        "",
        '[1] guide.pdf · "Sintra deserves two days"',
        "[2] trip.csv",
    ]


def test_an_incomplete_message_says_why_and_what_can_be_done() -> None:
    cut = said("m", "assistant", "Half").model_copy(
        update={"status": "incomplete", "incomplete_details": IncompleteDetails(reason="max_tokens")}
    )
    assert " ".join(rows(MessageEntry("m", cut))[2:]) == (
        "! cut: the tokens it was allowed were used up · Enter goes on"
    )


def test_a_reason_nobody_knows_is_told_as_it_is() -> None:
    cut = said("m", "assistant", "Half").model_copy(
        update={"status": "incomplete", "incomplete_details": IncompleteDetails(reason="solar_flare")}
    )
    assert "solar_flare" in rows(MessageEntry("m", cut))[-1]


def test_a_part_of_an_unknown_kind_is_named() -> None:
    odd = said("m", "user", "x").model_copy(update={"content": (UnknownContentBlock(type="hologram"),)})
    assert rows(MessageEntry("m", odd))[1] == "[hologram: not known to this version]"


def test_what_a_person_types_keeps_its_own_line_breaks() -> None:
    assert rows(MessageEntry("m", said("m", "user", "one\ntwo"))) == ["You", "one", "two"]


def test_steps_are_folded_to_a_line_for_each_call() -> None:
    first, second, _ = tool_steps()
    assert rows(StepEntry("s", first)) == ["▸ file_search · 1 result · 2 s"]
    assert rows(StepEntry("s", second)) == [
        "▸ code_interpreter · 1 line · 2 s",
        '▸ get_weather · {"city":"Lisbon"} · 2 s',
    ]


def test_an_unfolded_function_shows_its_arguments_and_output() -> None:
    lines = rows(StepEntry("s", function_step('{"a": [1]}', '{"ok": true}')), unfolded=True)
    assert [line.strip() for line in lines][1:] == [
        "{", '"a": [', "1", "]", "}", "output", "{", '"ok": true', "}",
    ]  # fmt: skip


def test_broken_arguments_are_shown_as_the_model_wrote_them() -> None:
    assert any('{"a": ' in row for row in rows(StepEntry("s", function_step('{"a": ', None)), unfolded=True))


def test_a_failed_step_says_why() -> None:
    step = function_step("{}", None, status="failed")
    failed = step.model_copy(update={"last_error": LastError(code="server_error", message="No luck.")})
    assert rows(StepEntry("s", failed))[-1] == "✗ step failed: No luck. (server_error)"


def test_a_tool_of_an_unknown_kind_is_shown_by_name_and_whole() -> None:
    call = UnknownToolCall.model_validate({"id": "c", "type": "browser", "page": "x.example"})
    step = RunStep(id="s", step_details=ToolCallsStepDetails(tool_calls=(call,)))
    assert rows(StepEntry("s", step)) == ["▸ browser"]
    assert any("x.example" in row for row in rows(StepEntry("s", step), unfolded=True))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            Run(id="r", status="failed", last_error=LastError(code="server_error", message="It broke.")),
            ["✗ It broke.", "server_error · r tries again"],
        ),
        (
            Run(id="r", status="expired"),
            ["✗ The run took longer than the server waits, and was given", "up.", "expired · r tries again"],
        ),
        (
            Run(
                id="r",
                status="incomplete",
                incomplete_details=RunIncompleteDetails(reason="max_completion_tokens"),
            ),
            ["! The reply used up the tokens it was allowed.", "incomplete · Enter goes on"],
        ),
        (Run(id="r", status="cancelled"), ["! Stopped.", "cancelled · r tries again"]),
    ],
)
def test_each_end_of_a_run_has_its_sentence_and_its_remedy(run: Run, expected: list[str]) -> None:
    assert rows(RunEntry("e", run)) == expected


def test_a_failure_keeps_its_code() -> None:
    assert rows(FailureEntry("f", "No answer.", "timeout")) == ["✗ No answer.", "timeout · r tries again"]


@pytest.mark.parametrize(
    ("state", "words"),
    [("waiting", "waits to be sent"), ("sending", "sending"), ("failed", "not sent: too long")],
)
def test_a_typed_message_says_how_far_it_has_come(state: str, words: str) -> None:
    reason = "too long" if state == "failed" else None
    attachment = LocalAttachment("a\nb.pdf", 1_250_000)
    entry = LocalEntry("l", "text", (attachment,), state, reason)  # type: ignore[arg-type]  # a parameter
    assert rows(entry) == [f"You · {words}", "text", "[a b.pdf 1.2 MB]"]


def test_guessed_heights_are_near_the_true_ones() -> None:
    conversation = everything()
    true = sum(len(view_of(entry, CANVAS, Shown()).lines) for entry in conversation.entries)
    guessed = sum(guessed_height(entry, CANVAS.width) for entry in conversation.entries)
    assert true / 3 < guessed < true * 3
