"""What grows in a run step while it is streamed. How deltas add up stands in `accumulate`.

Shapes: OpenAI's OpenAPI document (RunStepDelta*Object) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.base import NullAs, StringOrEmpty, WireModel, is_none
from tui_threads.wire.content import ImageFile
from tui_threads.wire.steps import FileSearchCall

__all__ = [
    "CodeInterpreterDelta",
    "CodeInterpreterImageDelta",
    "CodeInterpreterLogsDelta",
    "CodeInterpreterOutputDelta",
    "CodeInterpreterToolCallDelta",
    "FileSearchToolCallDelta",
    "FunctionCallDelta",
    "FunctionToolCallDelta",
    "MessageCreationDelta",
    "RunStepDelta",
    "RunStepDeltaEvent",
    "RunStepDeltaMessageDelta",
    "StepDetailsDelta",
    "ToolCallDelta",
    "ToolCallDeltaObject",
    "UnknownOutputDelta",
    "UnknownStepDetailsDelta",
    "UnknownToolCallDelta",
]


class FunctionCallDelta(WireModel):
    """More of a called function."""

    name: str | None = Field(default=None, exclude_if=is_none)
    arguments: str | None = Field(default=None, exclude_if=is_none)
    """A piece of the JSON text."""
    output: str | None = Field(default=None, exclude_if=is_none)


class FunctionToolCallDelta(WireModel):
    """More of the function call at `index`."""

    index: int = 0
    id: str | None = Field(default=None, exclude_if=is_none)
    type: Literal["function"] = "function"
    function: FunctionCallDelta | None = Field(default=None, exclude_if=is_none)


class CodeInterpreterLogsDelta(WireModel):
    """More of the printed output at `index`."""

    index: int = 0
    type: Literal["logs"] = "logs"
    logs: str | None = Field(default=None, exclude_if=is_none)


class CodeInterpreterImageDelta(WireModel):
    """The image at `index` of the outputs."""

    index: int = 0
    type: Literal["image"] = "image"
    image: ImageFile | None = Field(default=None, exclude_if=is_none)


class UnknownOutputDelta(WireModel):
    """An output of a type this version does not know, kept as it came."""

    index: int = 0
    type: StringOrEmpty = ""


CodeInterpreterOutputDelta = Annotated[
    Annotated[CodeInterpreterLogsDelta | CodeInterpreterImageDelta, Field(discriminator="type")]
    | UnknownOutputDelta,
    Field(union_mode="left_to_right"),
]
"""One entry of `CodeInterpreterDelta.outputs`."""


class CodeInterpreterDelta(WireModel):
    """More code, more output, or both."""

    input: str | None = Field(default=None, exclude_if=is_none)
    outputs: tuple[CodeInterpreterOutputDelta, ...] | None = Field(default=None, exclude_if=is_none)


class CodeInterpreterToolCallDelta(WireModel):
    """More of the code at `index`."""

    index: int = 0
    id: str | None = Field(default=None, exclude_if=is_none)
    type: Literal["code_interpreter"] = "code_interpreter"
    code_interpreter: CodeInterpreterDelta | None = Field(default=None, exclude_if=is_none)


class FileSearchToolCallDelta(WireModel):
    """The file search at `index`; mostly an empty object until the step is complete."""

    index: int = 0
    id: str | None = Field(default=None, exclude_if=is_none)
    type: Literal["file_search"] = "file_search"
    file_search: Annotated[FileSearchCall, NullAs(FileSearchCall)] = Field(default_factory=FileSearchCall)


class UnknownToolCallDelta(WireModel):
    """A call of a type this version does not know, kept as it came."""

    index: int = 0
    id: str | None = Field(default=None, exclude_if=is_none)
    type: StringOrEmpty = ""


ToolCallDelta = Annotated[
    Annotated[
        FunctionToolCallDelta | CodeInterpreterToolCallDelta | FileSearchToolCallDelta,
        Field(discriminator="type"),
    ]
    | UnknownToolCallDelta,
    Field(union_mode="left_to_right"),
]
"""One entry of `ToolCallDeltaObject.tool_calls`."""


class MessageCreationDelta(WireModel):
    """Which message is being written."""

    message_id: str | None = Field(default=None, exclude_if=is_none)


class RunStepDeltaMessageDelta(WireModel):
    """The step writes a message."""

    type: Literal["message_creation"] = "message_creation"
    message_creation: MessageCreationDelta | None = Field(default=None, exclude_if=is_none)


class ToolCallDeltaObject(WireModel):
    """More of the step's tool calls."""

    type: Literal["tool_calls"] = "tool_calls"
    tool_calls: tuple[ToolCallDelta, ...] | None = Field(default=None, exclude_if=is_none)


class UnknownStepDetailsDelta(WireModel):
    """Details of a type this version does not know, kept as they came."""

    type: StringOrEmpty = ""


StepDetailsDelta = Annotated[
    Annotated[RunStepDeltaMessageDelta | ToolCallDeltaObject, Field(discriminator="type")]
    | UnknownStepDetailsDelta,
    Field(union_mode="left_to_right"),
]
"""What changed in a step's details."""


class RunStepDelta(WireModel):
    """What changed in a step."""

    step_details: StepDetailsDelta | None = Field(default=None, exclude_if=is_none)


class RunStepDeltaEvent(WireModel):
    """Data of the event `thread.run.step.delta`."""

    id: str
    """The step's id."""
    object: StringOrEmpty = "thread.run.step.delta"
    delta: RunStepDelta
