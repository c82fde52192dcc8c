"""Stores of files for file search: `client.vector_stores`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.api.vector_store_batches import FileBatches
from tui_threads.api.vector_store_files import VectorStoreFiles
from tui_threads.wire.params_vector_stores import CreateVectorStore, ModifyVectorStore, SearchVectorStore
from tui_threads.wire.vector_stores import VectorStore, VectorStoreDeleted, VectorStoreSearchPage

__all__ = ["VectorStores"]


class VectorStores:
    """Files, cut into pieces and indexed, so that assistants can search them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def files(self) -> VectorStoreFiles:
        """The files of a store."""
        return VectorStoreFiles(self._connection)

    @cached_property
    def file_batches(self) -> FileBatches:
        """Files put into a store together."""
        return FileBatches(self._connection)

    async def create(
        self,
        *,
        file_ids: Sequence[str] | None = None,
        name: str | None = None,
        description: str | None = None,
        expires_after: JsonObject | None = None,
        chunking_strategy: JsonObject | None = None,
        metadata: Mapping[str, str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStore:
        """Create a store.

        Args:
            file_ids: At most 500 uploaded files.
            expires_after: `{"anchor": "last_active_at", "days": 7}`.
            chunking_strategy: `{"type": "auto"}`, or `{"type": "static", "static":
                {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}`.
        """
        fields = {
            "file_ids": file_ids,
            "name": name,
            "description": description,
            "expires_after": expires_after,
            "chunking_strategy": chunking_strategy,
            "metadata": metadata,
        }
        call = Call(
            "POST", "/vector_stores", body=encode(CreateVectorStore, fields, options), options=options
        )
        return await self._connection.call(VectorStore, call)

    async def retrieve(self, vector_store_id: str, **options: Unpack[RequestOptions]) -> VectorStore:
        """Get a store."""
        return await self._connection.call(VectorStore, Call("GET", _store(vector_store_id), options=options))

    async def update(
        self,
        vector_store_id: str,
        *,
        name: str | None = None,
        expires_after: JsonObject | None = None,
        metadata: Mapping[str, str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStore:
        """Change a store. Metadata is replaced as a whole."""
        fields = {"name": name, "expires_after": expires_after, "metadata": metadata}
        body = encode(ModifyVectorStore, fields, options)
        call = Call("POST", _store(vector_store_id), body=body, options=options, repeatable=True)
        return await self._connection.call(VectorStore, call)

    def list(self, **fields: Unpack[ListFields]) -> Listing[VectorStore]:
        """List stores, newest first."""
        return listing(self._connection, VectorStore, "/vector_stores", fields)

    async def delete(self, vector_store_id: str, **options: Unpack[RequestOptions]) -> VectorStoreDeleted:
        """Delete a store. Its files stay."""
        call = Call("DELETE", _store(vector_store_id), options=options)
        return await self._connection.call(VectorStoreDeleted, call)

    async def search(
        self,
        vector_store_id: str,
        *,
        query: str | Sequence[str],
        filters: JsonObject | None = None,
        max_num_results: int | None = None,
        ranking_options: JsonObject | None = None,
        rewrite_query: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStoreSearchPage:
        """Search a store.

        Args:
            filters: `{"type": "eq", "key": "year", "value": 2024}`, or `and` and `or` of such.
            max_num_results: 1 to 50; 10 by default.
        """
        fields = {
            "query": query,
            "filters": filters,
            "max_num_results": max_num_results,
            "ranking_options": ranking_options,
            "rewrite_query": rewrite_query,
        }
        where = path("vector_stores", "{vector_store_id}", "search", vector_store_id=vector_store_id)
        body = encode(SearchVectorStore, fields, options)
        call = Call("POST", where, body=body, options=options, repeatable=True)
        return await self._connection.call(VectorStoreSearchPage, call)


def _store(vector_store_id: str) -> str:
    return path("vector_stores", "{vector_store_id}", vector_store_id=vector_store_id)
