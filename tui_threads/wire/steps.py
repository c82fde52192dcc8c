"""Run steps: what a run did, message by message and tool call by tool call.

Fields: OpenAI's OpenAPI document (RunStepObject, RunStepDetails*) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none
from tui_threads.wire.content import ImageFile
from tui_threads.wire.runs import LastError, Usage

__all__ = [
    "CodeInterpreter",
    "CodeInterpreterOutput",
    "CodeInterpreterOutputImage",
    "CodeInterpreterOutputLogs",
    "CodeInterpreterToolCall",
    "FileSearchCall",
    "FileSearchCallRankingOptions",
    "FileSearchResult",
    "FileSearchResultContent",
    "FileSearchToolCall",
    "FunctionCall",
    "FunctionToolCall",
    "MessageCreation",
    "MessageCreationStepDetails",
    "RetrievalToolCall",
    "RunStep",
    "StepDetails",
    "ToolCall",
    "ToolCallsStepDetails",
    "UnknownCodeInterpreterOutput",
    "UnknownStepDetails",
    "UnknownToolCall",
]


class FunctionCall(WireModel):
    """A called function."""

    name: StringOrEmpty = ""
    arguments: StringOrEmpty = ""
    """JSON text, as the model wrote it: it may be invalid."""
    output: str | None = None
    """Null until the outputs are submitted."""


class FunctionToolCall(WireModel):
    """A call the caller carried out."""

    id: StringOrEmpty = ""
    type: Literal["function"] = "function"
    function: FunctionCall


class CodeInterpreterOutputLogs(WireModel):
    """What the code printed."""

    type: Literal["logs"] = "logs"
    logs: StringOrEmpty = ""


class CodeInterpreterOutputImage(WireModel):
    """An image the code made."""

    type: Literal["image"] = "image"
    image: ImageFile


class UnknownCodeInterpreterOutput(WireModel):
    """An output of a type this version does not know, kept as it came."""

    type: StringOrEmpty = ""


CodeInterpreterOutput = Annotated[
    Annotated[CodeInterpreterOutputLogs | CodeInterpreterOutputImage, Field(discriminator="type")]
    | UnknownCodeInterpreterOutput,
    Field(union_mode="left_to_right"),
]
"""One entry of a code interpreter's outputs."""


class CodeInterpreter(WireModel):
    """Code and what came of it."""

    input: StringOrEmpty = ""
    outputs: Annotated[tuple[CodeInterpreterOutput, ...], NullAs(tuple)] = ()


class CodeInterpreterToolCall(WireModel):
    """A piece of code that was run."""

    id: StringOrEmpty = ""
    type: Literal["code_interpreter"] = "code_interpreter"
    code_interpreter: CodeInterpreter


class FileSearchCallRankingOptions(WireModel):
    """How the results were ranked."""

    ranker: StringOrEmpty = "auto"
    score_threshold: float = 0.0


class FileSearchResultContent(WireModel):
    """Words of a result; sent only when asked for by `include`."""

    type: StringOrEmpty = "text"
    text: str | None = Field(default=None, exclude_if=is_none)


class FileSearchResult(WireModel):
    """A file that was found."""

    file_id: StringOrEmpty = ""
    file_name: StringOrEmpty = ""
    score: float = 0.0
    """0 to 1."""
    content: tuple[FileSearchResultContent, ...] | None = Field(default=None, exclude_if=is_none)


class FileSearchCall(WireModel):
    """How was searched, and what was found."""

    ranking_options: FileSearchCallRankingOptions | None = Field(default=None, exclude_if=is_none)
    results: tuple[FileSearchResult, ...] | None = Field(default=None, exclude_if=is_none)


class FileSearchToolCall(WireModel):
    """A search in files."""

    id: StringOrEmpty = ""
    type: Literal["file_search"] = "file_search"
    file_search: FileSearchCall


class RetrievalToolCall(WireModel):
    """A search in files, as version 1 of the API called it."""

    id: StringOrEmpty = ""
    type: Literal["retrieval"] = "retrieval"


class UnknownToolCall(WireModel):
    """A call of a type this version does not know, kept as it came."""

    id: StringOrEmpty = ""
    type: StringOrEmpty = ""


ToolCall = Annotated[
    Annotated[
        FunctionToolCall | CodeInterpreterToolCall | FileSearchToolCall | RetrievalToolCall,
        Field(discriminator="type"),
    ]
    | UnknownToolCall,
    Field(union_mode="left_to_right"),
]
"""One entry of a step's tool calls."""


class MessageCreation(WireModel):
    """Which message was written."""

    message_id: StringOrEmpty = ""


class MessageCreationStepDetails(WireModel):
    """The step wrote a message."""

    type: Literal["message_creation"] = "message_creation"
    message_creation: MessageCreation


class ToolCallsStepDetails(WireModel):
    """The step called tools; parallel calls share a step."""

    type: Literal["tool_calls"] = "tool_calls"
    tool_calls: Annotated[tuple[ToolCall, ...], NullAs(tuple)] = ()


class UnknownStepDetails(WireModel):
    """Details of a type this version does not know, kept as they came."""

    type: StringOrEmpty = ""


StepDetails = Annotated[
    Annotated[MessageCreationStepDetails | ToolCallsStepDetails, Field(discriminator="type")]
    | UnknownStepDetails,
    Field(union_mode="left_to_right"),
]
"""What a step did."""


class RunStep(WireModel):
    """One step of a run."""

    id: str
    object: StringOrEmpty = "thread.run.step"
    created_at: Timestamp = 0
    """Unix seconds, as all times of a step."""
    run_id: StringOrEmpty = ""
    assistant_id: StringOrEmpty = ""
    thread_id: StringOrEmpty = ""
    type: StringOrEmpty = ""
    """`message_creation` or `tool_calls`."""
    status: StringOrEmpty = ""
    """`in_progress`, `cancelled`, `failed`, `completed` or `expired`."""
    cancelled_at: Timestamp | None = None
    completed_at: Timestamp | None = None
    expired_at: Timestamp | None = None
    expires_at: Timestamp | None = Field(default=None, exclude_if=is_none)
    """The name some streams give to `expired_at`."""
    failed_at: Timestamp | None = None
    last_error: LastError | None = None
    step_details: StepDetails
    metadata: Metadata = Field(default_factory=dict)
    usage: Usage | None = None
