"""Files of a vector store: `client.vector_stores.files`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.wire.params_vector_stores import (
    CreateVectorStoreFile,
    ListVectorStoreFiles,
    ModifyVectorStoreFile,
)
from tui_threads.wire.vector_stores import (
    VectorStoreFile,
    VectorStoreFileContentPage,
    VectorStoreFileDeleted,
)

__all__ = ["FileState", "VectorStoreFiles"]

FileState = Literal["in_progress", "completed", "failed", "cancelled"]


class VectorStoreFiles:
    """Which files a store holds, and how far it has read them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self,
        vector_store_id: str,
        *,
        file_id: str,
        attributes: Mapping[str, str | float | bool] | None = None,
        chunking_strategy: JsonObject | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStoreFile:
        """Put an uploaded file into a store; it is read in the background."""
        fields = {"file_id": file_id, "attributes": attributes, "chunking_strategy": chunking_strategy}
        body = encode(CreateVectorStoreFile, fields, options)
        call = Call("POST", _files(vector_store_id), body=body, options=options)
        return await self._connection.call(VectorStoreFile, call)

    async def create_and_poll(
        self,
        vector_store_id: str,
        *,
        file_id: str,
        attributes: Mapping[str, str | float | bool] | None = None,
        chunking_strategy: JsonObject | None = None,
        poll_interval_ms: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> VectorStoreFile:
        """Put a file into a store and wait until it is read."""
        await self.create(
            vector_store_id,
            file_id=file_id,
            attributes=attributes,
            chunking_strategy=chunking_strategy,
            **options,
        )
        return await self.poll(file_id, vector_store_id=vector_store_id, poll_interval_ms=poll_interval_ms)

    async def poll(
        self, file_id: str, *, vector_store_id: str, poll_interval_ms: int | None = None
    ) -> VectorStoreFile:
        """Wait until a store has read a file; its `status` tells how that went."""
        while True:
            file = await self.retrieve(file_id, vector_store_id=vector_store_id)
            if file.status != "in_progress":
                return file
            await self._connection.clock.sleep((poll_interval_ms or 1000) / 1000)

    async def retrieve(
        self, file_id: str, *, vector_store_id: str, **options: Unpack[RequestOptions]
    ) -> VectorStoreFile:
        """Get how a file is kept in a store."""
        call = Call("GET", _file(vector_store_id, file_id), options=options)
        return await self._connection.call(VectorStoreFile, call)

    async def update(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: Mapping[str, str | float | bool],
        **options: Unpack[RequestOptions],
    ) -> VectorStoreFile:
        """Replace a file's attributes, by which searches filter."""
        body = encode(ModifyVectorStoreFile, {"attributes": attributes}, options)
        where = _file(vector_store_id, file_id)
        call = Call("POST", where, body=body, options=options, repeatable=True)
        return await self._connection.call(VectorStoreFile, call)

    def list(
        self,
        vector_store_id: str,
        *,
        filter: FileState | None = None,
        **fields: Unpack[ListFields],
    ) -> Listing[VectorStoreFile]:
        """List a store's files, newest first; `filter` takes only those of one state."""
        asked = {**fields, "filter": filter}
        return listing(
            self._connection, VectorStoreFile, _files(vector_store_id), asked, params=ListVectorStoreFiles
        )

    async def delete(
        self, file_id: str, *, vector_store_id: str, **options: Unpack[RequestOptions]
    ) -> VectorStoreFileDeleted:
        """Take a file out of a store. The file itself stays."""
        call = Call("DELETE", _file(vector_store_id, file_id), options=options)
        return await self._connection.call(VectorStoreFileDeleted, call)

    async def content(
        self, file_id: str, *, vector_store_id: str, **options: Unpack[RequestOptions]
    ) -> VectorStoreFileContentPage:
        """A file's text as the store read it."""
        call = Call("GET", _file(vector_store_id, file_id, "content"), options=options)
        return await self._connection.call(VectorStoreFileContentPage, call)


def _files(vector_store_id: str) -> str:
    return path("vector_stores", "{vector_store_id}", "files", vector_store_id=vector_store_id)


def _file(vector_store_id: str, file_id: str, *more: str) -> str:
    return path(
        "vector_stores", "{vector_store_id}", "files", "{file_id}", *more,
        vector_store_id=vector_store_id, file_id=file_id,
    )  # fmt: skip
