"""What becomes of files in vector stores."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.server.filing_fixture import MAX_BYTES, database, filing, indexed, store_of, upload
from tui_threads.server import vector_store_files
from tui_threads.server.database import Database
from tui_threads.server.files import FileStore
from tui_threads.server.filing import Filing, open_filing
from tui_threads.server.problems import ApiProblem
from tui_threads.server.tables_files import chunks
from tui_threads.server.tables_files import vector_store_files as table
from tui_threads.server.vector_store_files import NewStoreFile, in_store, store_files
from tui_threads.server.vector_stores import VectorStores
from tui_threads.wire.params_threads import StaticChunkingParam
from tui_threads.wire.params_vector_stores import ExpiresAfterParam, ModifyVectorStore

__all__ = ["database", "filing"]


async def test_a_store_counts_its_files_and_their_size(filing: Filing) -> None:
    store = await store_of(filing, "one", "three", " ")
    assert store.status == "completed"
    assert store.file_counts.model_dump() == {
        "in_progress": 0,
        "completed": 2,
        "failed": 1,
        "cancelled": 0,
        "total": 3,
    }
    assert store.usage_bytes == 8


async def test_a_file_that_cannot_be_read_says_why(filing: Filing, database: Database) -> None:
    file_id = await upload(filing, b"\x89PNG\x00", "picture.png")
    store = await filing.vector_stores.create([NewStoreFile(file_id)])
    await indexed(filing, store.id)
    async with database.read() as connection:
        file = await store_files.get(connection, file_id, in_store(store.id))
    assert file.status == "failed"
    assert file.last_error is not None
    assert file.last_error.code == "unsupported_file"


async def test_an_unknown_file_leaves_no_half_made_store(filing: Filing, database: Database) -> None:
    known = await upload(filing, "text")
    with pytest.raises(ApiProblem, match="No file found with id 'file-unknown'"):
        await filing.vector_stores.create([NewStoreFile(known), NewStoreFile("file-unknown")])
    async with database.read() as connection:
        assert await store_files.all(connection) == []


async def test_a_file_added_again_is_indexed_anew(filing: Filing) -> None:
    store = await store_of(filing, "word " * 1000)
    (file_id,) = {result.file_id for result in await filing.retrieval.search([store.id], "word")}
    chunking = StaticChunkingParam.model_validate(
        {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0}}
    )
    before = len(await filing.retrieval.search([store.id], "word", 50))
    await filing.vector_stores.add_file(store.id, NewStoreFile(file_id, chunking))
    await indexed(filing, store.id)
    assert len(await filing.retrieval.search([store.id], "word", 50)) > 3 * before
    assert (await filing.vector_stores.get(store.id)).file_counts.total == 1


async def test_indexing_goes_on_after_a_restart(database: Database, tmp_path: Path) -> None:
    files = FileStore(database, tmp_path / "files", MAX_BYTES)
    nobody = VectorStores(database, files, lambda: None)
    async with open_filing(database, files.directory, MAX_BYTES) as first:
        file_id = await upload(first, "the treasure")
    store = await nobody.create([NewStoreFile(file_id)])
    async with database.write() as connection:
        # As a process leaves it that is killed in the middle of the work.
        claimed = table.update().values(claimed_until=2**40)
        await connection.execute(claimed)
    async with open_filing(database, files.directory, MAX_BYTES) as second:
        await indexed(second, store.id)
        assert len(await second.retrieval.search([store.id], "treasure")) == 1


async def test_a_batch_is_counted_and_can_be_cancelled(database: Database, tmp_path: Path) -> None:
    files = FileStore(database, tmp_path / "files", MAX_BYTES)
    idle = VectorStores(database, files, lambda: None)
    async with open_filing(database, files.directory, MAX_BYTES) as filing:
        ids = [await upload(filing, f"text {number}") for number in range(3)]
    store = await idle.create()
    batch = await idle.add_batch(store.id, [NewStoreFile(file_id) for file_id in ids])
    assert (batch.status, batch.file_counts.in_progress) == ("in_progress", 3)
    async with database.write() as connection:
        cancelled = await vector_store_files.cancel_batch(connection, store.id, batch.id)
    assert (cancelled.status, cancelled.file_counts.cancelled) == ("cancelled", 3)
    async with open_filing(database, files.directory, MAX_BYTES) as filing:
        await indexed(filing, store.id)
        assert await filing.retrieval.search([store.id], "text") == []
        again = await filing.vector_stores.add_batch(store.id, [NewStoreFile(ids[0])])
        await indexed(filing, store.id)
        async with database.read() as connection:
            done = await vector_store_files.get_batch(connection, store.id, again.id)
        assert (done.status, done.file_counts.completed) == ("completed", 1)
        with pytest.raises(ApiProblem, match="Cannot cancel file batch with status 'completed'"):
            async with database.write() as connection:
                await vector_store_files.cancel_batch(connection, store.id, again.id)


async def test_an_unused_store_expires_and_a_used_one_does_not(filing: Filing) -> None:
    time = 1_000_000
    stores = replace(filing.vector_stores, clock=lambda: time)
    retrieval = replace(filing.retrieval, vector_stores=stores)
    expiry = ExpiresAfterParam(anchor="last_active_at", days=1)
    store = await stores.create([NewStoreFile(await upload(filing, "treasure"))], expires_after=expiry)
    assert store.expires_at == time + 86_400
    await indexed(filing, store.id)
    time += 80_000
    assert len(await retrieval.search([store.id], "treasure")) == 1
    time += 80_000
    assert (await stores.get(store.id)).status == "completed"
    time += 10_000
    assert (await stores.get(store.id)).status == "expired"
    assert await retrieval.search([store.id], "treasure") == []
    with pytest.raises(ApiProblem, match="is expired"):
        await stores.add_file(store.id, NewStoreFile(await upload(filing, "more")))
    unlimited = await stores.modify(store.id, ModifyVectorStore(expires_after=None))
    assert (unlimited.status, unlimited.expires_at) == ("completed", None)


async def test_only_what_was_sent_is_changed(filing: Filing) -> None:
    store = await filing.vector_stores.create(name="first", metadata={"a": "1"})
    changed = await filing.vector_stores.modify(store.id, ModifyVectorStore(name="second"))
    assert (changed.name, changed.metadata) == ("second", {"a": "1"})


async def test_a_file_whose_bytes_are_lost_does_not_stop_the_others(
    filing: Filing, database: Database
) -> None:
    lost, kept = await upload(filing, "lost"), await upload(filing, "kept")
    filing.files.path(lost).unlink()
    store = await filing.vector_stores.create([NewStoreFile(lost), NewStoreFile(kept)])
    counts = (await indexed(filing, store.id)).file_counts
    assert (counts.failed, counts.completed) == (1, 1)
    async with database.read() as connection:
        file = await store_files.get(connection, lost, in_store(store.id))
    assert file.last_error is not None
    assert file.last_error.code == "server_error"


async def count_pieces(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(chunks))).scalar_one()


async def test_the_end_does_not_wait_for_a_long_text(database: Database, tmp_path: Path) -> None:
    threads = ThreadPoolExecutor()
    asyncio.get_running_loop().set_default_executor(threads)
    async with open_filing(database, tmp_path / "files", 100_000_000) as filing:
        long = await upload(filing, "The quick brown fox jumps over the lazy dog. " * 1_000_000)
        await filing.vector_stores.create([NewStoreFile(long)])
        async with asyncio.timeout(60):
            while not await count_pieces(database):  # noqa: ASYNC110  # the database alone knows
                await asyncio.sleep(0.01)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
    async with asyncio.timeout(10):
        await asyncio.to_thread(threads.shutdown)
