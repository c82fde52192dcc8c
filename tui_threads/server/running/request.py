"""What a run asks of a model, from the run's own fields."""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.server.providers.completion import ChatRequest, JsonObject, JsonValue, ResolvedModel
from tui_threads.server.running.interpreting import function_tool, is_forced
from tui_threads.wire.assistants import AssistantToolChoice, FunctionTool
from tui_threads.wire.runs import Run, Usage

_ANSWER_SHARE = 4
"""A quarter of the context is kept free for the answer, where the run does not say how long it may be."""


def answer_budget(run: Run, spent: Usage) -> int | None:
    """Completion tokens the run may still use, None without a limit."""
    if run.max_completion_tokens is None:
        return None
    return run.max_completion_tokens - spent.completion_tokens


def prompt_budget(run: Run, model: ResolvedModel, spent: Usage) -> int | None:
    """Tokens the next prompt may have, None without a limit."""
    limits = []
    if run.max_prompt_tokens is not None:
        limits.append(run.max_prompt_tokens - spent.prompt_tokens)
    if model.context_size is not None:
        wanted = answer_budget(run, spent) or model.context_size
        limits.append(model.context_size - min(wanted, model.context_size // _ANSWER_SHARE))
    return max(min(limits), 0) if limits else None


def chat_request(
    run: Run,
    model: ResolvedModel,
    prompt: Sequence[JsonObject],
    spent: Usage,
    *,
    resumed: bool,
    code_name: str | None,
) -> ChatRequest:
    """One turn of the run.

    Args:
        resumed: tools were called already, so that none is forced any more: it would be for ever.
        code_name: of the function to offer as the code interpreter, None for none.
    """
    functions = [tool for tool in run.tools if isinstance(tool, FunctionTool)]
    tools: list[JsonObject] = [tool.model_dump(mode="json") for tool in functions]
    if code_name is not None:
        tools.insert(0, function_tool(code_name))
    return ChatRequest(
        model=model.model_id,
        messages=prompt,
        tools=tools,
        tool_choice=_tool_choice(run, code_name, resumed) if tools else None,
        # 1 is what the API shows where nobody said anything: then the provider's own default holds.
        temperature=None if run.temperature == 1 else run.temperature,
        top_p=None if run.top_p == 1 else run.top_p,
        max_completion_tokens=answer_budget(run, spent),
        response_format=_response_format(run),
        parallel_tool_calls=run.parallel_tool_calls if tools else None,
        reasoning_effort=run.reasoning_effort,
    )


def _tool_choice(run: Run, code_name: str | None, resumed: bool) -> JsonValue:
    choice = run.tool_choice
    if resumed and choice != "none":
        return "auto"
    if is_forced(run) and code_name is not None:
        return {"type": "function", "function": {"name": code_name}}
    if isinstance(choice, AssistantToolChoice):
        return choice.model_dump(mode="json") if choice.type == "function" else "auto"
    return choice


def _response_format(run: Run) -> JsonObject | None:
    asked = run.response_format
    return None if asked is None or isinstance(asked, str) else asked.model_dump(mode="json")
