"""Vector stores: files prepared for file search.

Fields: OpenAI's OpenAPI document (VectorStore*) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none
from tui_threads.wire.runs import LastError

__all__ = [
    "ChunkingStrategy",
    "ExpiresAfter",
    "FileCounts",
    "OtherChunkingStrategy",
    "StaticChunking",
    "StaticChunkingStrategy",
    "UnknownChunkingStrategy",
    "VectorStore",
    "VectorStoreDeleted",
    "VectorStoreFile",
    "VectorStoreFileBatch",
    "VectorStoreFileContent",
    "VectorStoreFileContentPage",
    "VectorStoreFileDeleted",
    "VectorStoreSearchContent",
    "VectorStoreSearchPage",
    "VectorStoreSearchResult",
]


class FileCounts(WireModel):
    """How many files are in which state."""

    in_progress: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    total: int = 0


class ExpiresAfter(WireModel):
    """When a store expires: `days` after it was last used."""

    anchor: StringOrEmpty = "last_active_at"
    days: int


class VectorStore(WireModel):
    """A vector store."""

    id: str
    object: StringOrEmpty = "vector_store"
    created_at: Timestamp = 0
    """Unix seconds."""
    name: StringOrEmpty = ""
    usage_bytes: int = 0
    file_counts: FileCounts = Field(default_factory=FileCounts)
    status: StringOrEmpty = ""
    """`in_progress`, `completed` or `expired`."""
    expires_after: ExpiresAfter | None = Field(default=None, exclude_if=is_none)
    expires_at: Timestamp | None = None
    last_active_at: Timestamp | None = None
    metadata: Metadata = Field(default_factory=dict)


class VectorStoreDeleted(WireModel):
    """Answer to deleting a vector store."""

    id: str
    object: StringOrEmpty = "vector_store.deleted"
    deleted: bool = True


class StaticChunking(WireModel):
    """Size of the pieces a file is cut into."""

    max_chunk_size_tokens: int = 800
    """100 to 4096."""
    chunk_overlap_tokens: int = 400
    """At most half of `max_chunk_size_tokens`."""


class StaticChunkingStrategy(WireModel):
    """Pieces of a given size."""

    type: Literal["static"] = "static"
    static: StaticChunking


class OtherChunkingStrategy(WireModel):
    """The strategy is not known; files of before August 2024."""

    type: Literal["other"] = "other"


class UnknownChunkingStrategy(WireModel):
    """A strategy of a type this version does not know, kept as it came."""

    type: StringOrEmpty = ""


ChunkingStrategy = Annotated[
    Annotated[StaticChunkingStrategy | OtherChunkingStrategy, Field(discriminator="type")]
    | UnknownChunkingStrategy,
    Field(union_mode="left_to_right"),
]
"""How a file was cut into pieces."""


class VectorStoreFile(WireModel):
    """A file in a vector store."""

    id: str
    object: StringOrEmpty = "vector_store.file"
    usage_bytes: int = 0
    created_at: Timestamp = 0
    """Unix seconds."""
    vector_store_id: StringOrEmpty = ""
    status: StringOrEmpty = ""
    """`in_progress`, `completed`, `cancelled` or `failed`."""
    last_error: LastError | None = None
    chunking_strategy: ChunkingStrategy | None = Field(default=None, exclude_if=is_none)
    attributes: dict[str, str | float | bool] | None = Field(default=None, exclude_if=is_none)


class VectorStoreFileDeleted(WireModel):
    """Answer to taking a file out of a vector store."""

    id: str
    object: StringOrEmpty = "vector_store.file.deleted"
    deleted: bool = True


class VectorStoreFileBatch(WireModel):
    """Files put into a vector store together."""

    id: str
    object: StringOrEmpty = "vector_store.files_batch"
    created_at: Timestamp = 0
    """Unix seconds."""
    vector_store_id: StringOrEmpty = ""
    status: StringOrEmpty = ""
    """`in_progress`, `completed`, `cancelled` or `failed`."""
    file_counts: FileCounts = Field(default_factory=FileCounts)


class VectorStoreFileContent(WireModel):
    """A piece of a file's text."""

    type: StringOrEmpty = "text"
    text: StringOrEmpty = ""


class VectorStoreFileContentPage(WireModel):
    """A file's text as the store read it."""

    object: StringOrEmpty = "vector_store.file_content.page"
    data: Annotated[tuple[VectorStoreFileContent, ...], NullAs(tuple)] = ()
    has_more: Annotated[bool, NullAs(bool)] = False
    next_page: str | None = None


class VectorStoreSearchContent(WireModel):
    """A found piece of text."""

    type: StringOrEmpty = "text"
    text: StringOrEmpty = ""


class VectorStoreSearchResult(WireModel):
    """A file that was found, with its best pieces."""

    file_id: StringOrEmpty = ""
    filename: StringOrEmpty = ""
    score: float = 0.0
    """0 to 1."""
    attributes: dict[str, str | float | bool] | None = None
    content: Annotated[tuple[VectorStoreSearchContent, ...], NullAs(tuple)] = ()


class VectorStoreSearchPage(WireModel):
    """Results of a search, best first."""

    object: StringOrEmpty = "vector_store.search_results.page"
    search_query: Annotated[tuple[str, ...], NullAs(tuple)] = ()
    data: Annotated[tuple[VectorStoreSearchResult, ...], NullAs(tuple)] = ()
    has_more: Annotated[bool, NullAs(bool)] = False
    next_page: str | None = None
