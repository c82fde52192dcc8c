"""Uploaded files: `client.files`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Unpack

from tui_threads.api.calls import Call, JsonObject, RequestOptions, check, path, query
from tui_threads.api.connection import Connection
from tui_threads.api.multipart import FileSource, Progress, form
from tui_threads.api.pages import Listing
from tui_threads.api.transport import Answer
from tui_threads.wire.files import FileDeleted, FileObject
from tui_threads.wire.lists import Page
from tui_threads.wire.params_files import CreateFile, FilePurpose, ListFiles

__all__ = ["Download", "Files"]


class Download:
    """A file's bytes: `await download.read()`, `await download.save(path)`, or piece by piece with
    `async with download: async for piece in download`."""

    def __init__(self, connection: Connection, call: Call) -> None:
        self._connection = connection
        self._call = call
        self._answer: Answer | None = None

    async def __aenter__(self) -> Download:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._answer is not None:
            await self._answer.aclose()

    @property
    def content_type(self) -> str | None:
        """What the server says the file is, once the download has begun."""
        return self._answer.headers.get("content-type") if self._answer is not None else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        answer = await self._open()
        async for piece in answer.chunks():
            yield piece

    async def read(self) -> bytes:
        """All of it.

        Raises:
            ApiError: there is no such file, or the server does not give it.
        """
        async with self:
            return b"".join([piece async for piece in self])

    async def save(self, target: str | os.PathLike[str], on_progress: Progress | None = None) -> int:
        """Write it to a file and give its size in bytes; a file that is there already is replaced at
        the end, so that a download that breaks leaves it as it was.

        Args:
            on_progress: Called with the bytes done and the bytes in all, 0 where the server does not say.
        """
        where = Path(target)
        part = where.with_name(where.name + ".part")
        done = 0
        try:
            async with self:
                total = self._size()
                with await asyncio.to_thread(part.open, "wb") as opened:
                    async for piece in self:
                        await asyncio.to_thread(opened.write, piece)
                        done += len(piece)
                        if on_progress is not None:
                            on_progress(done, total)
            await asyncio.to_thread(part.replace, where)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
        return done

    async def _open(self) -> Answer:
        if self._answer is None:
            self._answer = await self._connection.open(self._call)
        return self._answer

    def _size(self) -> int:
        words = self._answer.headers.get("content-length", "") if self._answer is not None else ""
        return int(words) if words.isdecimal() else 0


class Files:
    """Files for assistants, kept under an id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self,
        *,
        file: FileSource,
        purpose: FilePurpose,
        expires_after: JsonObject | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[RequestOptions],
    ) -> FileObject:
        """Upload a file.

        Args:
            file: A path, or `(name, bytes)`.
            purpose: `assistants`, `vision`, `user_data`, ...
            expires_after: `{"anchor": "created_at", "seconds": 3600}`.
            on_progress: Called with the bytes sent and the bytes in all.
        """
        given = check(CreateFile, {"purpose": purpose, "expires_after": expires_after})
        fields: list[tuple[str, str]] = [("purpose", given.purpose)]
        if given.expires_after is not None:
            fields.append(("expires_after[anchor]", given.expires_after.anchor))
            fields.append(("expires_after[seconds]", str(given.expires_after.seconds)))
        fields += [(name, str(value)) for name, value in (options.get("extra_body") or {}).items()]
        body = await asyncio.to_thread(form, fields, file, on_progress)
        return await self._connection.call(FileObject, Call("POST", "/files", body=body, options=options))

    async def retrieve(self, file_id: str, **options: Unpack[RequestOptions]) -> FileObject:
        """Get what is known of a file."""
        return await self._connection.call(FileObject, Call("GET", _file(file_id), options=options))

    def list(
        self,
        *,
        purpose: str | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        after: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> Listing[FileObject]:
        """List files, newest first; `limit` is 1 to 10,000."""
        fields = {"purpose": purpose, "limit": limit, "order": order, "after": after}
        return Listing(
            self._connection,
            Page[FileObject],
            Call("GET", "/files", query(ListFiles, fields), options=options),
        )

    async def delete(self, file_id: str, **options: Unpack[RequestOptions]) -> FileDeleted:
        """Delete a file."""
        return await self._connection.call(FileDeleted, Call("DELETE", _file(file_id), options=options))

    def content(self, file_id: str, **options: Unpack[RequestOptions]) -> Download:
        """A file's bytes; nothing is sent until they are read."""
        return Download(self._connection, Call("GET", _file(file_id, "content"), options=options))


def _file(file_id: str, *more: str) -> str:
    return path("files", "{file_id}", *more, file_id=file_id)
