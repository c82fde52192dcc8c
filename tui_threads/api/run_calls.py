"""The calls that start a run or go on with it, and the arguments they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from tui_threads.api.calls import Call, JsonObject, RequestOptions, encode, encode_unchecked, path

__all__ = ["RunOverrides", "ThreadRunOverrides", "new_run", "new_thread_run", "tool_outputs_call"]


class _SharedOverrides(RequestOptions, total=False):
    model: str | None
    """Answers in place of the assistant's model."""
    instructions: str | None
    """Replace the assistant's instructions; at most 256,000 characters."""
    tools: Sequence[JsonObject] | None
    """Replace the assistant's tools; at most 20."""
    tool_choice: str | JsonObject | None
    """`none`, `auto`, `required`, or `{"type": "function", "function": {"name": "..."}}`."""
    parallel_tool_calls: bool | None
    temperature: float | None
    """0 to 2."""
    top_p: float | None
    """0 to 1."""
    max_prompt_tokens: int | None
    """A budget for the whole run, at least 256."""
    max_completion_tokens: int | None
    """A budget for the whole run, at least 256."""
    truncation_strategy: JsonObject | None
    """`{"type": "auto"}` or `{"type": "last_messages", "last_messages": 10}`."""
    response_format: str | JsonObject | None
    """`auto`, `{"type": "text"}`, `{"type": "json_object"}`, or `{"type": "json_schema", ...}`."""
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    metadata: Mapping[str, str] | None


class RunOverrides(_SharedOverrides, total=False):
    """What a run on an existing thread may have otherwise than its assistant."""

    additional_instructions: str | None
    """Appended to the instructions."""
    additional_messages: Sequence[JsonObject] | None
    """Added to the thread before the run begins."""


class ThreadRunOverrides(_SharedOverrides, total=False):
    """What a run on a new thread may have otherwise than its assistant."""

    tool_resources: JsonObject | None
    """Replace the assistant's resources."""


def new_run(
    thread_id: str,
    fields: Mapping[str, object],
    include: Sequence[str] | None,
    options: RequestOptions,
) -> Call:
    """`POST /threads/{thread_id}/runs`."""
    where = path("threads", "{thread_id}", "runs", thread_id=thread_id)
    if options.get("unchecked"):
        body = encode_unchecked(fields, options)
    else:
        from tui_threads.wire.params_runs import CreateRun

        body = encode(CreateRun, fields, options)
    pairs = tuple(("include[]", value) for value in include or ())
    return Call("POST", where, pairs, body, options=options, stream=bool(fields.get("stream")))


def new_thread_run(fields: Mapping[str, object], options: RequestOptions) -> Call:
    """`POST /threads/runs`."""
    if options.get("unchecked"):
        body = encode_unchecked(fields, options)
    else:
        from tui_threads.wire.params_runs import CreateThreadAndRun

        body = encode(CreateThreadAndRun, fields, options)
    return Call("POST", "/threads/runs", body=body, options=options, stream=bool(fields.get("stream")))


def tool_outputs_call(
    run_id: str, thread_id: str, outputs: Sequence[JsonObject], *, stream: bool, options: RequestOptions
) -> Call:
    """`POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs`."""
    from tui_threads.wire.params_runs import SubmitToolOutputs

    where = path(
        "threads", "{thread_id}", "runs", "{run_id}", "submit_tool_outputs",
        thread_id=thread_id, run_id=run_id,
    )  # fmt: skip
    body = encode(SubmitToolOutputs, {"tool_outputs": outputs, "stream": stream}, options)
    return Call("POST", where, body=body, options=options, stream=stream)
