"""What the runs of a thread have otherwise than their assistant, as a person fills it in."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tui_threads.chat.form_values import UNSET_EFFORT, Reader, written_number
from tui_threads.chat.run_overrides import Overrides

AS_ASSISTANT = "as the assistant"
TOOL_CHOICES = ("auto", "none", "required", "code_interpreter", "file_search")
PARALLEL = ("as usual", "several at once", "one at a time")

_PLACES = (
    ("response_format.json_schema", "schema"),
    ("truncation_strategy", "last_messages"),
    ("tool_choice", "tool_choice"),
)


def written_overrides(overrides: Overrides) -> dict[str, str]:
    """The fields of the form."""
    choice = overrides.tool_choice
    if isinstance(choice, dict):
        function = choice.get("function")
        named = function.get("name") if isinstance(function, dict) else None
        choice = str(named or choice.get("type", ""))
    form = overrides.response_format
    kind = AS_ASSISTANT if form is None else form if isinstance(form, str) else str(form.get("type", "auto"))
    schema = form.get("json_schema") if isinstance(form, dict) else None
    parallel = overrides.parallel_tool_calls
    return {
        "model": overrides.model or "",
        "additional_instructions": overrides.additional_instructions or "",
        "instructions": overrides.instructions or "",
        "temperature": written_number(overrides.temperature),
        "top_p": written_number(overrides.top_p),
        "max_completion_tokens": str(overrides.max_completion_tokens or ""),
        "max_prompt_tokens": str(overrides.max_prompt_tokens or ""),
        "last_messages": str(overrides.last_messages or ""),
        "tool_choice": choice or "",
        "parallel_tool_calls": PARALLEL[0] if parallel is None else PARALLEL[1 if parallel else 2],
        "response_format": kind,
        "schema": json.dumps(schema, indent=2, ensure_ascii=False) if schema else "",
        "reasoning_effort": overrides.reasoning_effort or UNSET_EFFORT,
    }


def overrides_of(values: Mapping[str, str]) -> Overrides:
    """What was written.

    Raises:
        FormError: something is wrong, said at its field.
    """
    from tui_threads.wire.params_runs import CreateRun

    read = Reader(values)
    parallel = values.get("parallel_tool_calls", PARALLEL[0])
    kind = read.text("response_format")
    overrides = Overrides(
        model=read.text("model"),
        additional_instructions=read.text("additional_instructions"),
        instructions=read.text("instructions"),
        temperature=read.number("temperature"),
        top_p=read.number("top_p"),
        max_completion_tokens=read.whole("max_completion_tokens"),
        max_prompt_tokens=read.whole("max_prompt_tokens"),
        last_messages=read.whole("last_messages"),
        tool_choice=_tool_choice(read.text("tool_choice")),
        parallel_tool_calls=None if parallel == PARALLEL[0] else parallel == PARALLEL[1],
        response_format=None if kind == AS_ASSISTANT else read.response_format("response_format", "schema"),
        reasoning_effort=read.effort("reasoning_effort"),
    )
    read.check(CreateRun, {"assistant_id": "asst_", **overrides.for_run()}, _PLACES)
    return overrides


def _tool_choice(written: str | None) -> str | dict[str, object] | None:
    """A word of the protocol, or the name of a function that must be called."""
    if written is None or written in TOOL_CHOICES[:3]:
        return written
    if written in TOOL_CHOICES:
        return {"type": written}
    return {"type": "function", "function": {"name": written}}
