"""Files put into a vector store together: `client.vector_stores.file_batches`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.api.vector_store_files import FileState
from tui_threads.wire.params_vector_stores import CreateVectorStoreFileBatch, ListVectorStoreFiles
from tui_threads.wire.vector_stores import VectorStoreFile, VectorStoreFileBatch

__all__ = ["FileBatches"]


class FileBatches:
    """Many files at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | None = None,
        files: Sequence[JsonObject] | None = None,
        attributes: Mapping[str, str | float | bool] | None = None,
        chunking_strategy: JsonObject | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStoreFileBatch:
        """Put uploaded files into a store, by their ids or each with attributes of its own."""
        fields = {
            "file_ids": file_ids,
            "files": files,
            "attributes": attributes,
            "chunking_strategy": chunking_strategy,
        }
        where = path("vector_stores", "{vector_store_id}", "file_batches", vector_store_id=vector_store_id)
        call = Call("POST", where, body=encode(CreateVectorStoreFileBatch, fields, options), options=options)
        return await self._connection.call(VectorStoreFileBatch, call)

    async def create_and_poll(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | None = None,
        files: Sequence[JsonObject] | None = None,
        poll_interval_ms: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStoreFileBatch:
        """Put files into a store and wait until all of them are read."""
        batch = await self.create(vector_store_id, file_ids=file_ids, files=files, **options)
        return await self.poll(batch.id, vector_store_id=vector_store_id, poll_interval_ms=poll_interval_ms)

    async def retrieve(
        self, batch_id: str, *, vector_store_id: str, **options: Unpack[RequestOptions]
    ) -> VectorStoreFileBatch:
        """Get how far a batch has come."""
        call = Call("GET", _batch(vector_store_id, batch_id), options=options)
        return await self._connection.call(VectorStoreFileBatch, call)

    async def cancel(
        self, batch_id: str, *, vector_store_id: str, **options: Unpack[RequestOptions]
    ) -> VectorStoreFileBatch:
        """Stop reading the files of a batch."""
        call = Call("POST", _batch(vector_store_id, batch_id, "cancel"), options=options)
        return await self._connection.call(VectorStoreFileBatch, call)

    async def poll(
        self, batch_id: str, *, vector_store_id: str, poll_interval_ms: int | None = None
    ) -> VectorStoreFileBatch:
        """Wait until all files of a batch are read."""
        while True:
            batch = await self.retrieve(batch_id, vector_store_id=vector_store_id)
            if batch.status != "in_progress":
                return batch
            await self._connection.clock.sleep((poll_interval_ms or 1000) / 1000)

    def list_files(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        filter: FileState | None = None,
        **fields: Unpack[ListFields],
    ) -> Listing[VectorStoreFile]:
        """List the files of a batch, newest first."""
        asked = {**fields, "filter": filter}
        where = _batch(vector_store_id, batch_id, "files")
        return listing(self._connection, VectorStoreFile, where, asked, params=ListVectorStoreFiles)


def _batch(vector_store_id: str, batch_id: str, *more: str) -> str:
    return path(
        "vector_stores", "{vector_store_id}", "file_batches", "{batch_id}", *more,
        vector_store_id=vector_store_id, batch_id=batch_id,
    )  # fmt: skip
