"""Assistants, the tools they may use, and how they are asked to answer.

Fields: OpenAI's OpenAPI document (AssistantObject, AssistantTools*, AssistantsApiResponseFormatOption)
and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none
from tui_threads.wire.threads import ToolResources

__all__ = [
    "Assistant",
    "AssistantDeleted",
    "AssistantTool",
    "AssistantToolChoice",
    "AssistantToolChoiceFunction",
    "AssistantToolChoiceOption",
    "CodeInterpreterTool",
    "FileSearch",
    "FileSearchRankingOptions",
    "FileSearchTool",
    "FunctionDefinition",
    "FunctionTool",
    "JSONSchema",
    "ResponseFormat",
    "ResponseFormatJSONObject",
    "ResponseFormatJSONSchema",
    "ResponseFormatText",
    "RetrievalTool",
    "UnknownResponseFormat",
    "UnknownTool",
]


class CodeInterpreterTool(WireModel):
    """The assistant may run code."""

    type: Literal["code_interpreter"] = "code_interpreter"


class FileSearchRankingOptions(WireModel):
    """How results of file search are ranked."""

    ranker: str | None = Field(default=None, exclude_if=is_none)
    """`auto` or `default_2024_08_21`."""
    score_threshold: Annotated[float, NullAs(float)] = 0.0
    """Results below this score, 0 to 1, are left out."""


class FileSearch(WireModel):
    """Overrides for file search."""

    max_num_results: int | None = Field(default=None, exclude_if=is_none)
    """1 to 50."""
    ranking_options: FileSearchRankingOptions | None = Field(default=None, exclude_if=is_none)


class FileSearchTool(WireModel):
    """The assistant may search the files of its vector stores."""

    type: Literal["file_search"] = "file_search"
    file_search: FileSearch | None = Field(default=None, exclude_if=is_none)


class FunctionDefinition(WireModel):
    """A function the caller carries out for the assistant."""

    name: StringOrEmpty = ""
    description: str | None = Field(default=None, exclude_if=is_none)
    parameters: dict[str, JsonValue] | None = Field(default=None, exclude_if=is_none)
    """JSON Schema of the arguments."""
    strict: bool | None = Field(default=None, exclude_if=is_none)


class FunctionTool(WireModel):
    """The assistant may ask for a call of a function."""

    type: Literal["function"] = "function"
    function: FunctionDefinition


class RetrievalTool(WireModel):
    """File search as version 1 of the API called it."""

    type: Literal["retrieval"] = "retrieval"


class UnknownTool(WireModel):
    """A tool of a type this version does not know (Azure has several), kept as it came."""

    type: StringOrEmpty = ""


AssistantTool = Annotated[
    Annotated[
        CodeInterpreterTool | FileSearchTool | FunctionTool | RetrievalTool, Field(discriminator="type")
    ]
    | UnknownTool,
    Field(union_mode="left_to_right"),
]
"""One entry of `tools`."""


class ResponseFormatText(WireModel):
    """Answer in text."""

    type: Literal["text"] = "text"


class ResponseFormatJSONObject(WireModel):
    """Answer in one JSON object."""

    type: Literal["json_object"] = "json_object"


class JSONSchema(WireModel):
    """A named JSON Schema."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    name: StringOrEmpty = ""
    description: str | None = Field(default=None, exclude_if=is_none)
    schema_: dict[str, JsonValue] | None = Field(default=None, alias="schema", exclude_if=is_none)
    strict: bool | None = Field(default=None, exclude_if=is_none)


class ResponseFormatJSONSchema(WireModel):
    """Answer in JSON that fits a schema."""

    type: Literal["json_schema"] = "json_schema"
    json_schema: JSONSchema


class UnknownResponseFormat(WireModel):
    """A format of a type this version does not know, kept as it came."""

    type: StringOrEmpty = ""


ResponseFormat = Annotated[
    str
    | Annotated[
        ResponseFormatText | ResponseFormatJSONObject | ResponseFormatJSONSchema, Field(discriminator="type")
    ]
    | UnknownResponseFormat,
    Field(union_mode="left_to_right"),
]
"""`auto`, or an object that names the format."""


class AssistantToolChoiceFunction(WireModel):
    """The function that must be called."""

    name: StringOrEmpty = ""


class AssistantToolChoice(WireModel):
    """The one tool that must be used."""

    type: StringOrEmpty = ""
    """`function`, `code_interpreter` or `file_search`."""
    function: AssistantToolChoiceFunction | None = Field(default=None, exclude_if=is_none)


AssistantToolChoiceOption = Annotated[str | AssistantToolChoice, Field(union_mode="left_to_right")]
"""`none`, `auto`, `required`, or the one tool that must be used."""


class Assistant(WireModel):
    """A model with instructions and tools, under an id."""

    id: str
    object: StringOrEmpty = "assistant"
    created_at: Timestamp = 0
    """Unix seconds."""
    name: str | None = None
    description: str | None = None
    model: StringOrEmpty = ""
    instructions: str | None = None
    tools: Annotated[tuple[AssistantTool, ...], NullAs(tuple)] = ()
    tool_resources: ToolResources | None = None
    metadata: Metadata = Field(default_factory=dict)
    temperature: float | None = None
    top_p: float | None = None
    response_format: ResponseFormat | None = None
    reasoning_effort: str | None = Field(default=None, exclude_if=is_none)
    file_ids: tuple[str, ...] | None = Field(default=None, exclude_if=is_none)
    """Files, in the shape of version 1 of the API."""


class AssistantDeleted(WireModel):
    """Answer to deleting an assistant."""

    id: str
    object: StringOrEmpty = "assistant.deleted"
    deleted: bool = True
