"""Reads new files of vector stores in the background, and makes them findable.

What is to be done stands in the database, so that a restart goes on where the last process ended; over one
PostgreSQL several processes share the work, each claiming a file for a while.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypedDict

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.database import Database
from tui_threads.server.files import FileStore
from tui_threads.server.ids import now
from tui_threads.server.retrieval_chunks import split
from tui_threads.server.retrieval_extract import ExtractError, extract
from tui_threads.server.retrieval_words import words
from tui_threads.server.tables_files import chunks
from tui_threads.server.tables_files import files as file_table
from tui_threads.server.tables_files import vector_store_files as table
from tui_threads.wire.vector_stores import StaticChunkingStrategy

_log = logging.getLogger(__name__)

_CLAIM_SECONDS = 600
_LOOK_SECONDS = 30.0
_SWEEP_SECONDS = 3600.0
_AT_ONCE = 100
"""Pieces a transaction, and a stay in a thread: others write in between."""


@dataclass(frozen=True, slots=True)
class _Job:
    seq: int
    file_id: str
    store_id: str
    filename: str
    size: int
    overlap: int


class _ChunkRow(TypedDict):
    file_seq: int
    store: str
    position: int
    text: str
    words: str


def _rows(job: _Job, text: str) -> Iterator[_ChunkRow]:
    for position, piece in enumerate(split(text, job.size, job.overlap)):
        yield _ChunkRow(
            file_seq=job.seq,
            store=job.store_id,
            position=position,
            text=piece,
            words=" ".join(words(piece)),
        )


@dataclass(slots=True)
class Indexer:
    """`start`, `wake` when there are new files, `aclose`."""

    database: Database
    files: FileStore
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _swept_at: float | None = None

    async def start(self) -> None:
        """Begin, with what the last process left."""
        if self.database.is_sqlite:
            # There is one process over this database: whoever claimed these files is gone.
            async with self.database.write() as connection:
                await connection.execute(
                    update(table).where(table.c.status == "in_progress").values(claimed_until=0)
                )
        self._task = asyncio.create_task(self._work(), name="indexing of vector stores")

    def wake(self) -> None:
        """There may be files to index."""
        self._woken.set()

    async def aclose(self) -> None:
        """Stop; a file that is half done is begun anew by the next process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._sweep()
                while job := await self._claim():
                    await self._do_apart(job)
            except SQLAlchemyError:
                _log.exception("Indexing of vector stores cannot use the database; it goes on later")
            except OSError:
                _log.exception("Old files cannot be removed; it is tried again later")
            try:
                await asyncio.wait_for(self._woken.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue  # another process may have left something

    async def _sweep(self) -> None:
        moment = time.monotonic()
        if self._swept_at is None or moment - self._swept_at > _SWEEP_SECONDS:
            self._swept_at = moment
            await self.files.sweep()

    async def _claim(self) -> _Job | None:
        moment = now()
        waiting = (
            select(table.c.seq, table.c.id, table.c.vector_store_id, table.c.chunking_strategy)
            .add_columns(file_table.c.filename)
            .join(file_table, file_table.c.id == table.c.id)
            .where(table.c.status == "in_progress", table.c.claimed_until <= moment)
            .order_by(table.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True, of=table)
        )
        async with self.database.write() as connection:
            row = (await connection.execute(waiting)).one_or_none()
            if row is None:
                return None
            claim = update(table).where(table.c.seq == row.seq)
            await connection.execute(claim.values(claimed_until=moment + _CLAIM_SECONDS))
            await connection.execute(delete(chunks).where(chunks.c.file_seq == row.seq))
        sizes = StaticChunkingStrategy.model_validate(row.chunking_strategy).static
        return _Job(
            seq=row.seq,
            file_id=row.id,
            store_id=row.vector_store_id,
            filename=row.filename,
            size=sizes.max_chunk_size_tokens,
            overlap=sizes.chunk_overlap_tokens,
        )

    async def _do_apart(self, job: _Job) -> None:
        """Do it so that whatever one file brings about does not keep the others from being indexed."""
        doing = asyncio.create_task(self._do(job))
        try:
            await asyncio.wait((doing,))
        finally:
            doing.cancel()
            await asyncio.wait((doing,))
        if error := doing.exception():
            _log.error("Indexing %s failed", job.file_id, exc_info=error)
            await self._finish(job, error=("server_error", "The server had an error while reading the file."))

    async def _do(self, job: _Job) -> None:
        try:
            text = await extract(self.files.path(job.file_id), job.filename)
        except ExtractError as error:
            await self._finish(job, error=(error.code, error.message))
            return
        except OSError as error:
            _log.warning("Cannot read %s: %s", job.file_id, error.strerror)
            await self._finish(job, error=("server_error", f"The file cannot be read: {error.strerror}."))
            return
        usage_bytes = 0
        rows = _rows(job, text)
        # A few at a time: a thread cannot be stopped, and the server ends only after it.
        while some := await asyncio.to_thread(lambda: list(islice(rows, _AT_ONCE))):
            if not await self._store(job, some):
                return
            usage_bytes += sum(len(row["text"].encode()) for row in some)
        await self._finish(job, usage_bytes=usage_bytes)

    async def _store(self, job: _Job, rows: Sequence[_ChunkRow]) -> bool:
        """Keep some pieces; False when nobody wants them any more."""
        async with self.database.write() as connection:
            if not await self._is_wanted(connection, job):
                return False
            await connection.execute(insert(chunks), rows)
        return True

    async def _finish(self, job: _Job, *, usage_bytes: int = 0, error: tuple[str, str] | None = None) -> None:
        values: dict[str, object] = {"status": "completed", "usage_bytes": usage_bytes}
        if error:
            values = {"status": "failed", "last_error": {"code": error[0], "message": error[1]}}
        async with self.database.write() as connection:
            if await self._is_wanted(connection, job):
                await connection.execute(update(table).where(table.c.seq == job.seq).values(values))

    async def _is_wanted(self, connection: AsyncConnection, job: _Job) -> bool:
        """Whether the file is still in its store and not cancelled; the row is held for this transaction."""
        row = select(table.c.seq).where(table.c.seq == job.seq, table.c.status == "in_progress")
        return (await connection.execute(row.with_for_update())).first() is not None
