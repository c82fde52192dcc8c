"""A run in words for people: how it went, what it cost, what it did. Pure."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tui_threads.chat.run_reports import RunReport
from tui_threads.ui.plain import one_line
from tui_threads.wire.assistants import FunctionTool
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES, Run
from tui_threads.wire.steps import (
    CodeInterpreterToolCall,
    FileSearchToolCall,
    FunctionToolCall,
    MessageCreationStepDetails,
    RunStep,
    ToolCall,
    ToolCallsStepDetails,
)

_LONGEST = 400
"""Characters of an argument or output that are shown; the JSON has all."""


_PARAMETERS = (
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("reasoning_effort", "reasoning"),
    ("max_prompt_tokens", "prompt at most"),
    ("max_completion_tokens", "answer at most"),
    ("truncation_strategy", "truncation"),
    ("tool_choice", "tool choice"),
    ("response_format", "format"),
)
"""Fields of a run with the words for them, short enough for a column of labels."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some facts under a heading; a label may be empty."""

    heading: str
    rows: tuple[tuple[str, str], ...]


def glyph_of(run: Run, *, ascii_only: bool = False) -> str:
    """One cell for the state, besides the word for it."""
    if run.status == "requires_action":
        return "!"
    if run.status in ACTIVE_RUN_STATUSES or run.status == "incomplete":
        return "~" if ascii_only else "◐"
    good, bad = ("*", "x") if ascii_only else ("●", "○")
    return good if run.status == "completed" else bad


def title_of(run: Run, now: float) -> str:
    """`completed · 14:02`; with the day, where it is not today's."""
    then, today = time.localtime(run.created_at), time.localtime(now)
    same = then[:3] == today[:3]
    clock = time.strftime("%H:%M:%S" if same else "%d %b %H:%M", then)
    return f"{run.status.replace('_', ' ') or 'unknown'} · {clock}"


def summary_of(report: RunReport) -> str:
    """One line for the list: model and what it cost."""
    usage = report.run.usage
    tokens = f"{usage.total_tokens:,} tokens" if usage is not None and usage.total_tokens else ""
    return " · ".join(part for part in (report.run.model.removeprefix("local/"), tokens) if part)


def sections_of(report: RunReport, now: float) -> list[Section]:
    """Everything worth reading of a run; what is not known has no row."""
    sections = [
        Section("", tuple(_heads(report))),
        Section(_times_heading(report), tuple(_times(report, now))),
        Section("Tokens", tuple(_tokens(report))),
        Section("Steps", tuple(_steps(report))),
        Section("Parameters", tuple(_parameters(report.run))),
    ]
    return [section for section in sections if section.rows]


def _heads(report: RunReport) -> Iterator[tuple[str, str]]:
    run, context = report.run, report.context
    yield "state", run.status.replace("_", " ")
    if run.last_error is not None:
        yield "error", f"{run.last_error.message} ({run.last_error.code})"
    if run.incomplete_details is not None and run.incomplete_details.reason:
        yield "incomplete", f"{run.incomplete_details.reason} was used up"
    yield "model", run.model
    if context is not None and context.requested_model != run.model:
        yield "asked for", context.requested_model
    yield "assistant", run.assistant_id
    yield "run", run.id


def _times_heading(report: RunReport) -> str:
    """A server tells times to the second; those of runs begun here were measured."""
    measured = report.times is not None and report.times.ended is not None
    return "Times" if measured else "Times, to the second"


def _times(report: RunReport, now: float) -> Iterator[tuple[str, str]]:
    run, times = report.run, report.times
    if times is not None and times.ended is not None:
        if times.begun is not None:
            yield "queued", seconds(times.begun - times.asked)
        if times.first_token is not None:
            yield "first token", seconds(times.first_token - times.asked)
        yield "in all", seconds(times.ended - times.asked)
        if times.first_token is not None and run.usage is not None and times.ended > times.first_token:
            pace = run.usage.completion_tokens / (times.ended - times.first_token)
            yield "pace", f"{pace:.1f} tokens a second"
        return
    if run.started_at is not None:
        yield "queued", f"{max(0, run.started_at - run.created_at)} s"
    ended = run.completed_at or run.failed_at or run.cancelled_at
    if ended is not None:
        yield "in all", f"{max(0, ended - run.created_at)} s"
    elif run.status in ACTIVE_RUN_STATUSES:
        yield "so far", f"{max(0, now - run.created_at):.0f} s"
    if run.status == "requires_action" and run.expires_at is not None:
        yield "expires", time.strftime("%H:%M:%S", time.localtime(run.expires_at))


def _tokens(report: RunReport) -> Iterator[tuple[str, str]]:
    usage, context = report.run.usage, report.context
    if usage is not None:
        yield "prompt", f"{usage.prompt_tokens:,}"
        yield "answer", f"{usage.completion_tokens:,}"
        yield "in all", f"{usage.total_tokens:,}"
    if context is None:
        return
    if context.context_length and context.used_tokens is not None:
        share = context.used_tokens / context.context_length
        yield "context", f"{context.used_tokens:,} of {context.context_length:,} ({share:.0%})"
    if context.first_seen is not None:
        yield "left out", f"what stands above {context.first_seen}"


def _steps(report: RunReport) -> Iterator[tuple[str, str]]:
    if report.steps is None:
        yield "", "not known yet"
        return
    for number, step in enumerate(report.steps, start=1):
        yield str(number), _step_head(step)
        details = step.step_details
        if isinstance(details, ToolCallsStepDetails):
            for call in details.tool_calls:
                yield from (("", line) for line in _call_lines(call))
        if step.last_error is not None:
            yield "", f"{step.last_error.message} ({step.last_error.code})"


def _step_head(step: RunStep) -> str:
    details = step.step_details
    what = "calls tools"
    if isinstance(details, MessageCreationStepDetails):
        what = f"writes {details.message_creation.message_id}"
    words = [what, step.status.replace("_", " ")]
    if step.completed_at is not None:
        words.append(f"{max(0, step.completed_at - step.created_at)} s")
    if step.usage is not None and step.usage.total_tokens:
        words.append(f"{step.usage.total_tokens:,} tokens")
    return " · ".join(words)


def _call_lines(call: ToolCall) -> Iterable[str]:
    match call:
        case FunctionToolCall():
            given = call.function.output
            yield f"{call.function.name}({_short(call.function.arguments)})"
            yield f"→ {_short(given)}" if given is not None else "→ no output yet"
        case CodeInterpreterToolCall():
            yield f"code: {_short(call.code_interpreter.input)}"
            for output in call.code_interpreter.outputs:
                yield f"→ {_short(getattr(output, 'logs', output.type))}"
        case FileSearchToolCall():
            results = call.file_search.results or ()
            names = ", ".join(result.file_name for result in results)
            yield f"file search: {len(results)} results{f' in {names}' if names else ''}"
        case _:
            yield call.type


def _parameters(run: Run) -> Iterator[tuple[str, str]]:
    told = run.model_dump(mode="json", exclude_none=True)
    for name, label in _PARAMETERS:
        if (value := told.get(name)) is not None:
            yield label, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if run.tools:
        yield (
            "tools",
            ", ".join(
                tool.function.name if isinstance(tool, FunctionTool) else tool.type for tool in run.tools
            ),
        )
        yield "parallel calls", "yes" if run.parallel_tool_calls else "no"
    for name, value in run.metadata.items():
        yield f"metadata {name}", str(value)
    if run.instructions:
        yield "instructions", run.instructions


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… ({len(text):,} characters)"


def seconds(number: float) -> str:
    """`0.16 s`, `12.3 s`, `2 min 5 s`."""
    number = max(0.0, number)
    if number < 10:
        return f"{number:.2f} s"
    return f"{number:.1f} s" if number < 60 else f"{int(number) // 60} min {int(number) % 60} s"
