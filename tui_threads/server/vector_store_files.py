"""Files in vector stores, one by one and in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, and_, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.ids import new_id, now
from tui_threads.server.problems import bad_request
from tui_threads.server.retrieval_filters import Attribute
from tui_threads.server.store.rows import Condition, Rows
from tui_threads.server.tables_files import chunks, vector_store_file_batches
from tui_threads.server.tables_files import vector_store_files as table
from tui_threads.wire.params_threads import ChunkingStrategyParam, StaticChunkingParam
from tui_threads.wire.vector_stores import (
    FileCounts,
    StaticChunking,
    StaticChunkingStrategy,
    VectorStoreFile,
    VectorStoreFileBatch,
    VectorStoreFileContent,
)

STATES = ("in_progress", "completed", "failed", "cancelled")
MOST_FILES = 10_000

store_files = Rows(table, VectorStoreFile, "file")
batches = Rows(vector_store_file_batches, VectorStoreFileBatch, "file batch")


@dataclass(frozen=True, slots=True)
class NewStoreFile:
    """A file to be put into a store."""

    file_id: str
    chunking: ChunkingStrategyParam | None = None
    attributes: Mapping[str, Attribute] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of the files of a store or a batch."""

    counts: FileCounts
    usage_bytes: int


def in_store(store_id: str) -> Condition:
    """The file belongs to this store."""
    return table.c.vector_store_id == store_id


async def add(
    connection: AsyncConnection, store_id: str, files: Iterable[NewStoreFile], batch_id: str | None = None
) -> None:
    """Put files into a store to be indexed; one that is there already is indexed anew.

    The store and the files must exist.

    Raises:
        ApiProblem: 400, the store would have too many files.
    """
    wanted = {file.file_id: file for file in files}
    if not wanted:
        return
    await connection.execute(delete(table).where(in_store(store_id), table.c.id.in_(wanted)))
    counted = await connection.execute(select(func.count()).where(in_store(store_id)))
    if counted.scalar_one() + len(wanted) > MOST_FILES:
        raise bad_request(f"Vector store {store_id} cannot hold more than {MOST_FILES} files.")
    created = now()
    rows = [
        {
            **store_files.write(_new_file(store_id, file, created)),
            "batch_id": batch_id,
            "claimed_until": 0,
        }
        for file in wanted.values()
    ]
    await connection.execute(insert(table), rows)


async def content(connection: AsyncConnection, store_id: str, file_id: str) -> list[VectorStoreFileContent]:
    """The pieces of a file's text, in order."""
    found = await connection.execute(
        select(chunks.c.text)
        .join(table, table.c.seq == chunks.c.file_seq)
        .where(in_store(store_id), table.c.id == file_id)
        .order_by(chunks.c.position)
    )
    return [VectorStoreFileContent(text=text) for text in found.scalars()]


async def tally(connection: AsyncConnection, owner: Column[str], ids: Sequence[str]) -> dict[str, Tally]:
    """Count the files of stores or batches: `owner` is the column that names them."""
    in_state = [func.sum(case((table.c.status == state, 1), else_=0)) for state in STATES]
    found = await connection.execute(
        select(owner, func.count(), func.sum(table.c.usage_bytes), *in_state)
        .where(owner.in_(ids))
        .group_by(owner)
    )
    tallies = {owner_id: Tally(FileCounts(), 0) for owner_id in ids}
    for owner_id, total, usage, *counted in found:
        counts = dict(zip(STATES, map(int, counted), strict=True))
        tallies[owner_id] = Tally(FileCounts(total=total, **counts), int(usage))
    return tallies


async def create_batch(
    connection: AsyncConnection, store_id: str, files: Sequence[NewStoreFile]
) -> VectorStoreFileBatch:
    """Put files into a store together."""
    batch = VectorStoreFileBatch(
        id=new_id("vsfb_"), created_at=now(), vector_store_id=store_id, status="in_progress"
    )
    await batches.insert(connection, batch)
    await add(connection, store_id, files, batch.id)
    return await get_batch(connection, store_id, batch.id)


async def get_batch(connection: AsyncConnection, store_id: str, batch_id: str) -> VectorStoreFileBatch:
    """A batch with its counts. Raises `ApiProblem` 404."""
    of_store = vector_store_file_batches.c.vector_store_id == store_id
    batch = await batches.get(connection, batch_id, of_store)
    counts = (await tally(connection, table.c.batch_id, [batch_id]))[batch_id].counts
    return batch.model_copy(update={"file_counts": counts, "status": _batch_status(batch.status, counts)})


async def cancel_batch(connection: AsyncConnection, store_id: str, batch_id: str) -> VectorStoreFileBatch:
    """Leave out what was not indexed yet. Raises `ApiProblem` 404, and 400 for one that is over."""
    batch = await get_batch(connection, store_id, batch_id)
    if batch.status != "in_progress":
        raise bad_request(f"Cannot cancel file batch with status '{batch.status}'.")
    waiting = and_(table.c.batch_id == batch_id, table.c.status == "in_progress")
    await connection.execute(update(table).where(waiting).values(status="cancelled"))
    await batches.update(connection, batch_id, {"status": "cancelled"})
    return await get_batch(connection, store_id, batch_id)


def _new_file(store_id: str, file: NewStoreFile, created: int) -> VectorStoreFile:
    sizes = StaticChunking()
    if isinstance(file.chunking, StaticChunkingParam):
        sizes = StaticChunking.model_validate(file.chunking.static.model_dump())
    return VectorStoreFile(
        id=file.file_id,
        created_at=created,
        vector_store_id=store_id,
        status="in_progress",
        chunking_strategy=StaticChunkingStrategy(static=sizes),
        attributes=dict(file.attributes or {}),
    )


def _batch_status(stored: str, counts: FileCounts) -> str:
    if stored == "cancelled":
        return stored
    if counts.in_progress:
        return "in_progress"
    return "failed" if counts.total and counts.failed == counts.total else "completed"
