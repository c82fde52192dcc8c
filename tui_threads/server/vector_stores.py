"""Vector stores: files that are searched together.

Counts, sizes and states are counted from the files whenever they are asked for, so that they are never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server import vector_store_files
from tui_threads.server.database import Database
from tui_threads.server.files import FileStore
from tui_threads.server.ids import new_id, now
from tui_threads.server.problems import bad_request
from tui_threads.server.store.rows import Rows
from tui_threads.server.tables_files import vector_store_files as file_table
from tui_threads.server.tables_files import vector_stores as table
from tui_threads.server.validation import ListQuery
from tui_threads.server.vector_store_files import NewStoreFile
from tui_threads.wire.lists import Page
from tui_threads.wire.params_vector_stores import ExpiresAfterParam, ModifyVectorStore
from tui_threads.wire.vector_stores import ExpiresAfter, VectorStore, VectorStoreFile, VectorStoreFileBatch

store_rows = Rows(table, VectorStore, "vector store")

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class VectorStores:
    """Vector stores of this server; every change calls `on_files`, which wakes the indexing."""

    database: Database
    files: FileStore
    on_files: Callable[[], None]
    clock: Callable[[], int] = now

    async def create(
        self,
        files: Sequence[NewStoreFile] = (),
        *,
        name: str = "",
        metadata: Mapping[str, str] | None = None,
        expires_after: ExpiresAfterParam | None = None,
    ) -> VectorStore:
        """Make a store, with files that are indexed in the background. Raises `ApiProblem` 404 for a file."""
        moment = self.clock()
        expiry = ExpiresAfter(days=expires_after.days) if expires_after else None
        made = VectorStore(
            id=new_id("vs_"),
            created_at=moment,
            name=name,
            metadata=dict(metadata or {}),
            expires_after=expiry,
            expires_at=_expiry(expiry, moment),
            last_active_at=moment,
        )
        async with self.database.write() as connection:
            await store_rows.insert(connection, made)
            await self._add(connection, made.id, files)
            (made,) = await self._complete(connection, [made])
        self.on_files()
        return made

    async def get(self, store_id: str) -> VectorStore:
        """A store with its counts. Raises `ApiProblem` 404."""
        async with self.database.read() as connection:
            return await self._get(connection, store_id)

    async def page(self, query: ListQuery) -> Page[VectorStore]:
        """One page of stores."""
        async with self.database.read() as connection:
            page = await store_rows.page(connection, query)
            return page.model_copy(update={"data": tuple(await self._complete(connection, page.data))})

    async def modify(self, store_id: str, params: ModifyVectorStore) -> VectorStore:
        """Change what was sent of name, metadata and expiry. Raises `ApiProblem` 404."""
        moment = self.clock()
        changes: dict[str, object] = {}
        if "name" in params.model_fields_set:
            changes["name"] = params.name or ""
        if "metadata" in params.model_fields_set:
            changes["metadata"] = params.metadata or {}
        if "expires_after" in params.model_fields_set:
            expiry = ExpiresAfter(days=params.expires_after.days) if params.expires_after else None
            changes["expires_after"] = expiry.model_dump(mode="json") if expiry else None
            changes |= {"last_active_at": moment, "expires_at": _expiry(expiry, moment)}
        async with self.database.write() as connection:
            if changes:
                await store_rows.update(connection, store_id, changes)
            return await self._get(connection, store_id)

    async def delete(self, store_id: str) -> None:
        """Remove a store; its files stay. Raises `ApiProblem` 404."""
        async with self.database.write() as connection:
            await store_rows.delete(connection, store_id)

    async def add_file(self, store_id: str, file: NewStoreFile) -> VectorStoreFile:
        """Put a file into a store. Raises `ApiProblem` 404 for either, 400 for an expired store."""
        async with self.database.write() as connection:
            await self._begin_adding(connection, store_id)
            await self._add(connection, store_id, [file])
            rows = vector_store_files.store_files
            added = await rows.get(connection, file.file_id, vector_store_files.in_store(store_id))
        self.on_files()
        return added

    async def add_batch(self, store_id: str, files: Sequence[NewStoreFile]) -> VectorStoreFileBatch:
        """Put files into a store together; errors as `add_file`."""
        async with self.database.write() as connection:
            await self._begin_adding(connection, store_id)
            await self.files.require(connection, [file.file_id for file in files])
            batch = await vector_store_files.create_batch(connection, store_id, files)
        self.on_files()
        return batch

    async def require_usable(self, store_id: str) -> VectorStore:
        """A store that can be searched. Raises `ApiProblem`: 404, or 400 when it is expired."""
        store = await self.get(store_id)
        if store.status == "expired":
            raise _expired(store_id)
        return store

    async def usable(self, store_ids: Iterable[str]) -> list[str]:
        """Those of these stores that exist and are not expired; they count as used."""
        wanted = list(dict.fromkeys(store_ids))
        async with self.database.write() as connection:
            found = await connection.execute(store_rows.columns().where(table.c.id.in_(wanted)))
            stores = [store_rows.read(row) for row in found]
            alive = [store for store in stores if not self._is_expired(store)]
            for store in alive:
                await self._touch(connection, store)
        return [store.id for store in alive]

    async def _begin_adding(self, connection: AsyncConnection, store_id: str) -> None:
        store = await store_rows.get(connection, store_id)
        if self._is_expired(store):
            raise _expired(store_id)
        await self._touch(connection, store)

    async def _add(self, connection: AsyncConnection, store_id: str, files: Sequence[NewStoreFile]) -> None:
        await self.files.require(connection, [file.file_id for file in files])
        await vector_store_files.add(connection, store_id, files)

    async def _touch(self, connection: AsyncConnection, store: VectorStore) -> None:
        moment = self.clock()
        used = {"last_active_at": moment, "expires_at": _expiry(store.expires_after, moment)}
        await store_rows.update(connection, store.id, used)

    async def _get(self, connection: AsyncConnection, store_id: str) -> VectorStore:
        (store,) = await self._complete(connection, [await store_rows.get(connection, store_id)])
        return store

    async def _complete(
        self, connection: AsyncConnection, stores: Sequence[VectorStore]
    ) -> list[VectorStore]:
        """Stores with what is counted from their files."""
        owner = file_table.c.vector_store_id
        tallies = await vector_store_files.tally(connection, owner, [store.id for store in stores])
        completed = []
        for store in stores:
            counted = tallies[store.id]
            status = "in_progress" if counted.counts.in_progress else "completed"
            fields = {
                "status": "expired" if self._is_expired(store) else status,
                "file_counts": counted.counts,
                "usage_bytes": counted.usage_bytes,
            }
            completed.append(store.model_copy(update=fields))
        return completed

    def _is_expired(self, store: VectorStore) -> bool:
        return store.expires_at is not None and store.expires_at <= self.clock()


def _expiry(after: ExpiresAfter | None, moment: int) -> int | None:
    return None if after is None else moment + after.days * _DAY


def _expired(store_id: str) -> Exception:
    return bad_request(f"Vector store {store_id} is expired.")
