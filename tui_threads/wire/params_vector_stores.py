"""Request bodies for vector stores.

Fields and limits: OpenAI's OpenAPI document (CreateVectorStoreRequest and its neighbours).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StrictBool, StrictFloat, StringConstraints, Tag, model_validator

from tui_threads.wire.base import WireParams
from tui_threads.wire.params_lists import ListParams, MetadataParam, String, string_or_array
from tui_threads.wire.params_threads import ChunkingStrategyParam

__all__ = [
    "Attributes",
    "ComparisonFilter",
    "CompoundFilter",
    "CreateVectorStore",
    "CreateVectorStoreFile",
    "CreateVectorStoreFileBatch",
    "ExpiresAfterParam",
    "ListVectorStoreFiles",
    "ModifyVectorStore",
    "ModifyVectorStoreFile",
    "SearchRankingOptions",
    "SearchVectorStore",
]

Attributes = Annotated[
    dict[
        Annotated[str, StringConstraints(strict=True, max_length=64)],
        Annotated[str, StringConstraints(strict=True, max_length=512)] | StrictBool | StrictFloat,
    ],
    Field(max_length=16),
]
"""At most 16 pairs; values are strings of at most 512 characters, numbers or booleans."""


class ExpiresAfterParam(WireParams):
    """When a store expires: `days` after it was last used."""

    anchor: Literal["last_active_at"]
    days: Annotated[int, Field(strict=True, ge=1, le=365)]


class CreateVectorStore(WireParams):
    """Body of `POST /vector_stores`."""

    file_ids: Annotated[list[String], Field(max_length=500)] | None = None
    name: String | None = None
    description: String | None = None
    expires_after: ExpiresAfterParam | None = None
    chunking_strategy: ChunkingStrategyParam | None = None
    metadata: MetadataParam | None = None


class ModifyVectorStore(WireParams):
    """Body of `POST /vector_stores/{vector_store_id}`."""

    name: String | None = None
    expires_after: ExpiresAfterParam | None = None
    metadata: MetadataParam | None = None


class CreateVectorStoreFile(WireParams):
    """Body of `POST /vector_stores/{vector_store_id}/files`."""

    file_id: String
    chunking_strategy: ChunkingStrategyParam | None = None
    attributes: Attributes | None = None


class ModifyVectorStoreFile(WireParams):
    """Body of `POST /vector_stores/{vector_store_id}/files/{file_id}`."""

    attributes: Attributes | None


class CreateVectorStoreFileBatch(WireParams):
    """Body of `POST /vector_stores/{vector_store_id}/file_batches`: ids, or files one by one."""

    file_ids: Annotated[list[String], Field(min_length=1, max_length=2000)] | None = None
    files: Annotated[list[CreateVectorStoreFile], Field(min_length=1, max_length=2000)] | None = None
    chunking_strategy: ChunkingStrategyParam | None = None
    attributes: Attributes | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> CreateVectorStoreFileBatch:
        if (self.file_ids is None) == (self.files is None):
            raise ValueError("exactly one of file_ids and files is needed")
        return self


class ListVectorStoreFiles(ListParams):
    """Which files of a store."""

    filter: Literal["in_progress", "completed", "failed", "cancelled"] | None = None


class ComparisonFilter(WireParams):
    """Compares an attribute of a file with a value."""

    type: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    key: String
    value: String | StrictBool | StrictFloat | list[String | StrictFloat]


class CompoundFilter(WireParams):
    """Joins filters."""

    type: Literal["and", "or"]
    filters: list[Filter]


Filter = Annotated[ComparisonFilter | CompoundFilter, Field(discriminator="type")]
"""Which files to search in."""


class SearchRankingOptions(WireParams):
    """How results are ranked."""

    ranker: Literal["none", "auto", "default-2024-11-15"] | None = None
    score_threshold: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None


class SearchVectorStore(WireParams):
    """Body of `POST /vector_stores/{vector_store_id}/search`."""

    query: Annotated[
        Annotated[String, Tag("string")] | Annotated[list[String], Field(min_length=1), Tag("array")],
        Discriminator(string_or_array),
    ]
    rewrite_query: StrictBool | None = None
    max_num_results: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    filters: Filter | None = None
    ranking_options: SearchRankingOptions | None = None
