"""Files and vector stores over a database of their own."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tui_threads.server.database import Database, sqlite_url
from tui_threads.server.filing import Filing, open_filing
from tui_threads.server.migrations import migrate
from tui_threads.server.vector_store_files import NewStoreFile
from tui_threads.wire.vector_stores import VectorStore

MAX_BYTES = 1024 * 1024


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(sqlite_url(tmp_path / "server.db"))
    await migrate(opened)
    yield opened
    await opened.aclose()


@pytest.fixture
async def filing(database: Database, tmp_path: Path) -> AsyncIterator[Filing]:
    async with open_filing(database, tmp_path / "files", MAX_BYTES) as opened:
        yield opened


async def upload(filing: Filing, content: str | bytes, filename: str = "notes.txt") -> str:
    """The id of a new file."""
    raw = content.encode() if isinstance(content, str) else content
    return (await filing.files.create(io.BytesIO(raw), filename, "assistants")).id


async def store_of(filing: Filing, *contents: str) -> VectorStore:
    """A store with these texts, indexed."""
    names = [f"{number}.txt" for number in range(len(contents))]
    ids = [await upload(filing, text, name) for text, name in zip(contents, names, strict=True)]
    store = await filing.vector_stores.create([NewStoreFile(file_id) for file_id in ids])
    return await indexed(filing, store.id)


async def indexed(filing: Filing, store_id: str) -> VectorStore:
    """The store, once none of its files waits to be indexed any more."""
    async with asyncio.timeout(30):
        while (  # noqa: ASYNC110  # what is done stands in the database alone
            store := await filing.vector_stores.get(store_id)
        ).file_counts.in_progress:
            await asyncio.sleep(0.01)
    return store
