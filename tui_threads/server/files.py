"""Uploaded files: what is known of them in the database, their bytes in a directory, named by id alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.database import Database
from tui_threads.server.ids import new_id, now
from tui_threads.server.problems import ApiProblem, bad_request, not_found
from tui_threads.server.store.rows import Rows
from tui_threads.server.tables_files import files as table
from tui_threads.server.tables_files import vector_store_files
from tui_threads.server.validation import ListQuery
from tui_threads.wire.files import FileObject
from tui_threads.wire.lists import Page

file_rows = Rows(table, FileObject, "file")

_BLOCK = 1024 * 1024
_LONGEST_NAME = 255
_ORPHAN_SECONDS = 3600
"""A file that no row names may be one that is just being stored; after an hour it is rubbish."""


@dataclass(frozen=True, slots=True)
class FileStore:
    """Files of this server."""

    database: Database
    directory: Path
    max_bytes: int
    clock: Callable[[], int] = now

    async def create(
        self, content: BinaryIO, filename: str, purpose: str, lifetime: int | None = None
    ) -> FileObject:
        """Keep a file.

        Args:
            content: read from where it stands to its end.
            filename: as the sender calls it; only its last part is kept, and only to be shown.
            lifetime: seconds until it expires.

        Raises:
            ApiProblem: it is empty or too large, or the disk refuses it; nothing is kept then.
        """
        file_id = new_id("file-")
        size = await asyncio.to_thread(self._write, content, self.path(file_id))
        created = self.clock()
        kept = FileObject(
            id=file_id,
            bytes=size,
            created_at=created,
            expires_at=None if lifetime is None else created + lifetime,
            filename=_shown_name(filename),
            purpose=purpose,
            status="processed",
        )
        with contextlib.ExitStack() as undo:
            undo.callback(self.path(file_id).unlink, missing_ok=True)
            async with self.database.write() as connection:
                await file_rows.insert(connection, kept)
            undo.pop_all()
        return kept

    async def get(self, file_id: str) -> FileObject:
        """What is known of a file. Raises `ApiProblem` 404."""
        async with self.database.read() as connection:
            return await file_rows.get(connection, file_id, self._is_alive())

    async def require(self, connection: AsyncConnection, file_ids: list[str]) -> None:
        """Raise the 404 for the first of these files that does not exist."""
        found = await connection.execute(select(table.c.id).where(table.c.id.in_(file_ids), self._is_alive()))
        known = set(found.scalars())
        for file_id in file_ids:
            if file_id not in known:
                raise not_found("file", file_id)

    async def page(self, query: ListQuery, purpose: str | None = None) -> Page[FileObject]:
        """One page of files, all or those of a purpose."""
        alive = [self._is_alive()]
        if purpose is not None:
            alive.append(table.c.purpose == purpose)
        async with self.database.read() as connection:
            return await file_rows.page(connection, query, *alive)

    async def delete(self, file_id: str) -> None:
        """Remove a file, from every vector store too. Raises `ApiProblem` 404."""
        async with self.database.write() as connection:
            await file_rows.delete(connection, file_id)
            await connection.execute(vector_store_files.delete().where(vector_store_files.c.id == file_id))
        await asyncio.to_thread(self.path(file_id).unlink, missing_ok=True)

    def path(self, file_id: str) -> Path:
        """Where the bytes of a file lie. The id must be one of ours: it was read from the database."""
        return self.directory / file_id

    async def read(self, file_id: str) -> bytes:
        """All bytes of a file. Raises `ApiProblem` 404, for an expired one and lost bytes too."""
        await self.get(file_id)
        try:
            return await asyncio.to_thread(self.path(file_id).read_bytes)
        except FileNotFoundError:
            raise not_found("file", file_id) from None

    async def sweep(self) -> None:
        """Remove files that expired, and bytes that no row names: a crash may leave some."""
        async with self.database.read() as connection:
            gone = await connection.execute(select(table.c.id).where(~self._is_alive()))
            expired = list(gone.scalars())
        for file_id in expired:
            with contextlib.suppress(ApiProblem):  # another process may have been faster
                await self.delete(file_id)
        # The disk is looked at first: what is uploaded until the rows are read is then no candidate.
        old = await asyncio.to_thread(self._old_bytes)
        async with self.database.read() as connection:
            known = set((await connection.execute(select(table.c.id))).scalars())
        await asyncio.to_thread(_remove, [path for path in old if path.name not in known])

    def _is_alive(self) -> ColumnElement[bool]:
        return or_(table.c.expires_at.is_(None), table.c.expires_at > self.clock())

    def _write(self, content: BinaryIO, path: Path) -> int:
        size = 0
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                while block := content.read(_BLOCK):
                    size += len(block)
                    self._check_size(size)
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            if not size:
                raise bad_request("File is empty.", param="file")
        except OSError as error:
            with contextlib.suppress(OSError):
                path.unlink()
            reason = f"The file could not be stored: {error.strerror}. Nothing of it was kept."
            raise ApiProblem(507, reason, type="server_error", headers={"x-should-retry": "false"}) from error
        except ApiProblem:
            path.unlink(missing_ok=True)
            raise
        return size

    def _check_size(self, size: int) -> None:
        if size > self.max_bytes:
            raise too_large(self.max_bytes)

    def _old_bytes(self) -> list[Path]:
        """Files of bytes so old that no upload is still writing them."""
        if not self.directory.is_dir():
            return []
        oldest = time.time() - _ORPHAN_SECONDS
        return [path for path in self.directory.glob("file-*") if path.stat().st_mtime < oldest]


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def too_large(limit: int) -> ApiProblem:
    """413: an upload beyond the limit."""
    return ApiProblem(413, f"The file is too large: at most {limit} bytes are accepted.", param="file")


def _shown_name(sent: str) -> str:
    last = re.split(r"[\\/]", sent)[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    return printable[-_LONGEST_NAME:] or "file"
