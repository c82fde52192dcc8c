"""Request bodies for runs.

Fields and limits: OpenAI's OpenAPI document (CreateRunRequest, CreateThreadAndRunRequest,
SubmitToolOutputsRunRequest). Every override may be null, which means "not given".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StrictBool, Tag

from tui_threads.wire.base import WireParams
from tui_threads.wire.params_assistants import (
    FunctionName,
    Instructions,
    ReasoningEffort,
    ResponseFormatParam,
    Temperature,
    ToolParam,
    TopP,
)
from tui_threads.wire.params_lists import MetadataParam, String, string_or_object
from tui_threads.wire.params_messages import CreateMessage
from tui_threads.wire.params_threads import CreateThread, ToolResourcesParam

__all__ = [
    "CreateRun",
    "CreateThreadAndRun",
    "FunctionToolChoice",
    "HostedToolChoice",
    "ModifyRun",
    "NamedFunction",
    "SubmitToolOutputs",
    "ToolChoiceParam",
    "ToolOutput",
    "TruncationStrategyParam",
]

TokenBudget = Annotated[int, Field(strict=True, ge=256)]


class TruncationStrategyParam(WireParams):
    """How a long thread is cut before the model reads it."""

    type: Literal["auto", "last_messages"]
    last_messages: Annotated[int, Field(strict=True, ge=1)] | None = None


class NamedFunction(WireParams):
    """A function by its name."""

    name: FunctionName


class FunctionToolChoice(WireParams):
    """This function must be called."""

    type: Literal["function"]
    function: NamedFunction


class HostedToolChoice(WireParams):
    """This tool must be used."""

    type: Literal["code_interpreter", "file_search"]


ToolChoiceParam = Annotated[
    Annotated[Literal["none", "auto", "required"], Tag("string")]
    | Annotated[
        Annotated[FunctionToolChoice | HostedToolChoice, Field(discriminator="type")],
        Tag("object"),
    ],
    Discriminator(string_or_object),
]
"""`none`, `auto`, `required`, or the one tool that must be used."""


class _RunFields(WireParams):
    assistant_id: String
    model: String | None = None
    instructions: Instructions | None = None
    """Replaces the assistant's instructions."""
    tools: Annotated[list[ToolParam], Field(max_length=20)] | None = None
    """Replaces the assistant's tools."""
    metadata: MetadataParam | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    stream: StrictBool | None = None
    max_prompt_tokens: TokenBudget | None = None
    max_completion_tokens: TokenBudget | None = None
    truncation_strategy: TruncationStrategyParam | None = None
    tool_choice: ToolChoiceParam | None = None
    parallel_tool_calls: StrictBool | None = None
    response_format: ResponseFormatParam | None = None
    reasoning_effort: ReasoningEffort | None = None


class CreateRun(_RunFields):
    """Body of `POST /threads/{thread_id}/runs`."""

    additional_instructions: Instructions | None = None
    """Appended to the instructions."""
    additional_messages: list[CreateMessage] | None = None
    """Added to the thread before the run begins."""


class CreateThreadAndRun(_RunFields):
    """Body of `POST /threads/runs`."""

    thread: CreateThread | None = None
    tool_resources: ToolResourcesParam | None = None


class ModifyRun(WireParams):
    """Body of `POST /threads/{thread_id}/runs/{run_id}`."""

    metadata: MetadataParam | None = None


class ToolOutput(WireParams):
    """What a called function answered."""

    tool_call_id: String | None = None
    output: String | None = None


class SubmitToolOutputs(WireParams):
    """Body of `POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs`: all outputs at once."""

    tool_outputs: list[ToolOutput]
    stream: StrictBool | None = None
