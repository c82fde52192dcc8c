"""Everything about files in one lifetime: the files, the vector stores, their indexing and their search.

`async with open_filing(database, directory, max_bytes) as filing:` after the migrations.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tui_threads.server.database import Database
from tui_threads.server.files import FileStore
from tui_threads.server.retrieval import Retrieval
from tui_threads.server.retrieval_indexing import Indexer
from tui_threads.server.vector_stores import VectorStores


@dataclass(frozen=True, slots=True)
class Filing:
    """What routes and runs need of files."""

    files: FileStore
    vector_stores: VectorStores
    indexer: Indexer
    retrieval: Retrieval


@asynccontextmanager
async def open_filing(database: Database, directory: Path, max_bytes: int) -> AsyncIterator[Filing]:
    """Begin to index what waits, and stop at the end.

    Args:
        directory: where the bytes of files lie; made when the first comes.
        max_bytes: of one upload.
    """
    files = FileStore(database, directory, max_bytes)
    indexer = Indexer(database, files)
    stores = VectorStores(database, files, indexer.wake)
    await indexer.start()
    try:
        yield Filing(files, stores, indexer, Retrieval(database, stores))
    finally:
        await indexer.aclose()
