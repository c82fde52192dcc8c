"""Tool calls as one line each, unfolded to what went in and what came out."""

from __future__ import annotations

import json
from dataclasses import replace

from rich.segment import Segment

from tui_threads.chat.entries import StepEntry
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.chips import chip, shortened
from tui_threads.ui.render.clean import clean, clean_line
from tui_threads.ui.render.code import code_label, code_lines
from tui_threads.ui.render.entry_view import StillView
from tui_threads.ui.render.flow import plain_lines
from tui_threads.ui.render.line import Hit, Line, Target, led
from tui_threads.ui.render.palette import Role
from tui_threads.ui.render.pictures import picture_lines
from tui_threads.wire.steps import (
    CodeInterpreterOutput,
    CodeInterpreterOutputImage,
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FileSearchResult,
    FileSearchToolCall,
    FunctionToolCall,
    RunStep,
    ToolCall,
    ToolCallsStepDetails,
)

_MOST = 20_000
"""Characters of an output that are shown at most; all of it is in the inspector."""


def step_view(entry: StepEntry, canvas: Canvas, shown: Shown) -> StillView:
    """The lines of a step."""
    details = entry.step.step_details
    calls = details.tool_calls if isinstance(details, ToolCallsStepDetails) else ()
    lines: list[Line] = []
    for call in calls:
        lines.append(_summary(call, entry, canvas, unfolded=shown.unfolded))
        if shown.unfolded:
            inner = replace(canvas, width=max(8, canvas.width - 2))
            gutter = Segment("  ", canvas.palette.style(Role.TEXT))
            lines.extend(led(_details(call, inner), gutter, gutter))
    if not calls:
        words = "calls a tool" if entry.live else "called no tool"
        lines.extend(
            plain_lines(f"{canvas.palette.glyphs.waiting} {words}", canvas.width, canvas.palette, Role.DIM)
        )
    lines.extend(_trouble(entry.step, canvas))
    return StillView(lines, images=[source for call in calls for source in _images(call)])


def _images(call: ToolCall) -> list[str]:
    if not isinstance(call, CodeInterpreterToolCall):
        return []
    outputs = call.code_interpreter.outputs
    return [one.image.file_id for one in outputs if isinstance(one, CodeInterpreterOutputImage)]


def _summary(call: ToolCall, entry: StepEntry, canvas: Canvas, *, unfolded: bool) -> Line:
    """A call on one line: what was called, what came of it, how long it took."""
    palette = canvas.palette
    glyphs = palette.glyphs
    mark = glyphs.unfolded if unfolded else glyphs.folded
    facts = [_name(call), *_facts(call, live=entry.live)]
    step = entry.step
    if step.completed_at and step.created_at and step.completed_at > step.created_at:
        facts.append(f"{step.completed_at - step.created_at} s")
    elif entry.live:
        facts.append("running")
    words = shortened(f" {glyphs.dot} ".join(facts), canvas.width - 2, glyphs.ellipsis)
    body = (Segment(f"{mark} ", palette.style(Role.ACCENT)), Segment(words, palette.style(Role.DIM)))
    return Line(body=body, hits=(Hit(0, 2 + len(words), Target("fold", entry.key)),))


def _name(call: ToolCall) -> str:
    if isinstance(call, FunctionToolCall):
        return clean_line(call.function.name) or "function"
    return clean_line(call.type) or "tool"


def _facts(call: ToolCall, *, live: bool) -> list[str]:
    """What came of a call, in few words."""
    if isinstance(call, FunctionToolCall):
        arguments = clean_line(call.function.arguments)
        return [arguments] if call.function.output is not None or live else [arguments, "no output yet"]
    if isinstance(call, CodeInterpreterToolCall):
        code = call.code_interpreter
        images = sum(isinstance(one, CodeInterpreterOutputImage) for one in code.outputs)
        facts = [_count(code.input.strip().count("\n") + 1, "line")] if code.input else []
        return facts + ([_count(images, "image")] if images else [])
    if isinstance(call, FileSearchToolCall) and call.file_search.results is not None:
        return [_count(len(call.file_search.results), "result")]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _details(call: ToolCall, canvas: Canvas) -> list[Line]:
    """Everything about a call."""
    if isinstance(call, FunctionToolCall):
        lines = _code(*_pretty(call.function.arguments), canvas)
        if call.function.output is not None:
            lines.extend(_labelled("output", *_pretty(call.function.output), canvas))
        return lines
    if isinstance(call, CodeInterpreterToolCall):
        lines = _code(call.code_interpreter.input, "python", canvas)
        for output in call.code_interpreter.outputs:
            lines.extend(_output(output, canvas))
        return lines
    if isinstance(call, FileSearchToolCall):
        return [line for result in call.file_search.results or () for line in _result(result, canvas)]
    return plain_lines(
        json.dumps(call.model_dump(mode="json"), indent=2), canvas.width, canvas.palette, Role.DIM
    )


def _output(output: CodeInterpreterOutput, canvas: Canvas) -> list[Line]:
    if isinstance(output, CodeInterpreterOutputLogs):
        return _labelled("logs", output.logs, "", canvas)
    if isinstance(output, CodeInterpreterOutputImage):
        source = output.image.file_id
        return picture_lines(source, canvas)
    return plain_lines(f"[{output.type}]", canvas.width, canvas.palette, Role.DIM)


def _result(result: FileSearchResult, canvas: Canvas) -> list[Line]:
    """A file that was found: name, score, and the words where the server sent them."""
    name = result.file_name or canvas.file_name(result.file_id)
    lines = [chip(name, Target("file", result.file_id), canvas, after=f"{result.score:.2f}")]
    for part in result.content or ():
        if part.text:
            lines.extend(plain_lines(part.text[:600].strip(), canvas.width, canvas.palette, Role.DIM))
    return lines


def _pretty(text: str) -> tuple[str, str]:
    """JSON indented, and its language; anything else as it is, since models write broken JSON too."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False), "json"
    except ValueError:
        return text, ""


def _code(text: str, language: str, canvas: Canvas) -> list[Line]:
    text = clean(text)
    cut = len(text) > _MOST
    lines = code_lines(text[:_MOST].rstrip("\n"), language, canvas.width, canvas.palette)
    if cut:
        more = f"{len(text) - _MOST:,} more characters"
        lines.extend(plain_lines(more, canvas.width, canvas.palette, Role.DIM))
    return lines


def _labelled(label: str, text: str, language: str, canvas: Canvas) -> list[Line]:
    head = code_label(label, None, canvas.width, canvas.palette)
    return [head, *_code(text, language, canvas)]


def _trouble(step: RunStep, canvas: Canvas) -> list[Line]:
    """Why a step did not complete."""
    if step.status not in ("failed", "expired", "cancelled"):
        return []
    error = step.last_error
    words = f": {clean_line(error.message)} ({clean_line(error.code)})" if error else ""
    mark = canvas.palette.glyphs.failed
    return plain_lines(f"{mark} step {step.status}{words}", canvas.width, canvas.palette, Role.WARNING)
