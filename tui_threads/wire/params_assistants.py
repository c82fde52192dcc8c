"""Request bodies for assistants, and how tools and formats are asked for.

Fields and limits: OpenAI's OpenAPI document (CreateAssistantRequest, ModifyAssistantRequest).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, JsonValue, StrictBool, StringConstraints, Tag

from tui_threads.wire.base import WireParams
from tui_threads.wire.params_lists import MetadataParam, String, string_or_object
from tui_threads.wire.params_threads import NewToolResources, ToolResourcesParam

__all__ = [
    "CodeInterpreterToolParam",
    "CreateAssistant",
    "FileSearchOverrides",
    "FileSearchToolParam",
    "FunctionParam",
    "FunctionToolParam",
    "Instructions",
    "JSONSchemaParam",
    "ModifyAssistant",
    "RankingOptionsParam",
    "ReasoningEffort",
    "ResponseFormatParam",
    "Temperature",
    "ToolParam",
    "TopP",
]

Instructions = Annotated[str, StringConstraints(strict=True, max_length=256_000)]
Temperature = Annotated[float, Field(strict=True, ge=0, le=2)]
TopP = Annotated[float, Field(strict=True, ge=0, le=1)]
ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
FunctionName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-zA-Z0-9_-]+$", max_length=64)]


class CodeInterpreterToolParam(WireParams):
    """The assistant may run code."""

    type: Literal["code_interpreter"]


class RankingOptionsParam(WireParams):
    """How results of file search are ranked."""

    ranker: Literal["auto", "default_2024_08_21"] | None = None
    score_threshold: Annotated[float, Field(strict=True, ge=0, le=1)]


class FileSearchOverrides(WireParams):
    """Overrides for file search."""

    max_num_results: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    ranking_options: RankingOptionsParam | None = None


class FileSearchToolParam(WireParams):
    """The assistant may search files."""

    type: Literal["file_search"]
    file_search: FileSearchOverrides | None = None


class FunctionParam(WireParams):
    """A function the caller carries out."""

    name: FunctionName
    description: String | None = None
    parameters: dict[str, JsonValue] | None = None
    """JSON Schema of the arguments."""
    strict: StrictBool | None = None


class FunctionToolParam(WireParams):
    """The assistant may ask for a call of a function."""

    type: Literal["function"]
    function: FunctionParam


ToolParam = Annotated[
    CodeInterpreterToolParam | FileSearchToolParam | FunctionToolParam, Field(discriminator="type")
]
"""One entry of `tools`."""


class TextFormatParam(WireParams):
    """Answer in text."""

    type: Literal["text"]


class JSONObjectFormatParam(WireParams):
    """Answer in one JSON object."""

    type: Literal["json_object"]


class JSONSchemaParam(WireParams):
    """A named JSON Schema."""

    name: FunctionName
    description: String | None = None
    schema_: dict[str, JsonValue] | None = Field(default=None, alias="schema")
    strict: StrictBool | None = None


class JSONSchemaFormatParam(WireParams):
    """Answer in JSON that fits a schema."""

    type: Literal["json_schema"]
    json_schema: JSONSchemaParam


ResponseFormatParam = Annotated[
    Annotated[Literal["auto"], Tag("string")]
    | Annotated[
        Annotated[
            TextFormatParam | JSONObjectFormatParam | JSONSchemaFormatParam, Field(discriminator="type")
        ],
        Tag("object"),
    ],
    Discriminator(string_or_object),
]
"""`auto`, or an object that names the format."""


class _AssistantFields(WireParams):
    name: Annotated[str, StringConstraints(strict=True, max_length=256)] | None = None
    description: Annotated[str, StringConstraints(strict=True, max_length=512)] | None = None
    instructions: Instructions | None = None
    tools: Annotated[list[ToolParam], Field(max_length=128)] | None = None
    metadata: MetadataParam | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    response_format: ResponseFormatParam | None = None
    reasoning_effort: ReasoningEffort | None = None


class CreateAssistant(_AssistantFields):
    """Body of `POST /assistants`."""

    model: String
    tool_resources: NewToolResources | None = None


class ModifyAssistant(_AssistantFields):
    """Body of `POST /assistants/{assistant_id}`: absent keys stay as they are, present ones replace."""

    model: String | None = None
    tool_resources: ToolResourcesParam | None = None
