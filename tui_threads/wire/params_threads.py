"""Request bodies for threads, and the files their tools may use.

Fields and limits: OpenAI's OpenAPI document (CreateThreadRequest, ModifyThreadRequest).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tui_threads.wire.base import WireParams
from tui_threads.wire.params_lists import MetadataParam, String
from tui_threads.wire.params_messages import CreateMessage

__all__ = [
    "AutoChunkingParam",
    "ChunkingStrategyParam",
    "CodeInterpreterResources",
    "CreateThread",
    "FileSearchResources",
    "ModifyThread",
    "NewFileSearchResources",
    "NewToolResources",
    "NewVectorStore",
    "StaticChunkingParam",
    "StaticChunkingSizes",
    "ToolResourcesParam",
]


class CodeInterpreterResources(WireParams):
    """Files for the code interpreter."""

    file_ids: Annotated[list[String], Field(max_length=20)] | None = None


class FileSearchResources(WireParams):
    """Vector stores for file search."""

    vector_store_ids: Annotated[list[String], Field(max_length=1)] | None = None


class ToolResourcesParam(WireParams):
    """What tools may use."""

    code_interpreter: CodeInterpreterResources | None = None
    file_search: FileSearchResources | None = None


class StaticChunkingSizes(WireParams):
    """Size of the pieces a file is cut into."""

    max_chunk_size_tokens: Annotated[int, Field(strict=True, ge=100, le=4096)]
    chunk_overlap_tokens: Annotated[int, Field(strict=True, ge=0)]

    @model_validator(mode="after")
    def _overlap_is_at_most_half(self) -> StaticChunkingSizes:
        if 2 * self.chunk_overlap_tokens > self.max_chunk_size_tokens:
            raise ValueError("chunk_overlap_tokens must not exceed half of max_chunk_size_tokens")
        return self


class StaticChunkingParam(WireParams):
    """Pieces of a given size."""

    type: Literal["static"]
    static: StaticChunkingSizes


class AutoChunkingParam(WireParams):
    """Pieces as the server thinks best: 800 tokens, overlapping by 400."""

    type: Literal["auto"]


ChunkingStrategyParam = Annotated[AutoChunkingParam | StaticChunkingParam, Field(discriminator="type")]
"""How a file is cut into pieces."""


class NewVectorStore(WireParams):
    """A vector store that is made together with the thread or assistant."""

    file_ids: Annotated[list[String], Field(max_length=10_000)] | None = None
    chunking_strategy: ChunkingStrategyParam | None = None
    metadata: MetadataParam | None = None


class NewFileSearchResources(WireParams):
    """Vector stores for file search: existing ones or new ones, not both."""

    vector_store_ids: Annotated[list[String], Field(max_length=1)] | None = None
    vector_stores: Annotated[list[NewVectorStore], Field(max_length=1)] | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> NewFileSearchResources:
        if self.vector_store_ids and self.vector_stores:
            raise ValueError("vector_store_ids and vector_stores exclude each other")
        return self


class NewToolResources(WireParams):
    """What tools may use, for an assistant or thread that is being made."""

    code_interpreter: CodeInterpreterResources | None = None
    file_search: NewFileSearchResources | None = None


class CreateThread(WireParams):
    """Body of `POST /threads`; it may be empty."""

    messages: list[CreateMessage] | None = None
    tool_resources: NewToolResources | None = None
    metadata: MetadataParam | None = None


class ModifyThread(WireParams):
    """Body of `POST /threads/{thread_id}`."""

    tool_resources: ToolResourcesParam | None = None
    metadata: MetadataParam | None = None
