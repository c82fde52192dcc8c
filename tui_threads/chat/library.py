"""All threads I know: from the cache at once, then as the server lists them.

What the user does to a thread is done in the cache first and told to the server when it can be; until
then the row is marked unsaved, and nothing the server says overwrites it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence

from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.deletions import undo_deletion
from tui_threads.chat.list_filter import ListFilter
from tui_threads.chat.metadata import own_pairs
from tui_threads.chat.thread_rows import RowValue, ThreadRow

UNDO_SECONDS = 10.0
"""How long a deleted thread can be brought back."""
_WATCH_SECONDS = 1.0


class Library:
    """The rows of one profile, in the order of the list."""

    def __init__(self, cache: Cache, profile: str, on_change: Callable[[], None]) -> None:
        self._cache = cache
        self._on_change = on_change
        self.profile = profile
        self._rows: list[ThreadRow] = []
        self._by_key: dict[int, ThreadRow] = {}
        self._changes = 0
        self._filter = ListFilter()
        self._last_deleted: int | None = None
        self._running: set[str] = set()

    def read_first(self, limit: int) -> None:
        """Read the rows that the first frame can show, at once."""
        self._hold(self._cache.read(thread_rows.read_threads, self.profile, limit))

    async def reload(self) -> bool:
        """Read all rows again; whether any is different."""
        changes = -1
        while changes != self._changes:  # what was changed here meanwhile may not be in them yet
            changes = self._changes
            rows = await self._cache.run(thread_rows.read_threads, self.profile)
        if rows == self._rows:
            return False
        self._hold(rows)
        self._on_change()
        return True

    def _hold(self, rows: list[ThreadRow]) -> None:
        self._changes += 1
        self._rows = rows
        self._by_key = {row.key: row for row in rows}

    @property
    def rows(self) -> Sequence[ThreadRow]:
        return self._rows

    @property
    def running(self) -> frozenset[int]:
        """Keys of threads in which the server says that a run goes on, whoever began it."""
        return (
            frozenset(row.key for row in self._rows if row.id in self._running)
            if self._running
            else frozenset()
        )

    def note_runs(self, active: Mapping[str, bool]) -> None:
        """Take what the server says of threads, by id: whether a run goes on in them."""
        running = {name for name in self._running if active.get(name, True)}
        running |= {name for name, is_active in active.items() if is_active}
        if running != self._running:
            self._running = running
            self._on_change()

    async def watch(self, on_reload: Callable[[], None]) -> None:
        """Read the rows again whenever another program has written into the cache; until cancelled."""
        seen = None  # what was written since the rows were read is not missed
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            version = await asyncio.to_thread(self._cache.read, thread_rows.read_version)
            if version != seen:
                seen = version
                if await self.reload():  # most of what is written beside us concerns the search
                    on_reload()

    def row(self, key: int) -> ThreadRow | None:
        """A thread as it is known now; None where it is none of this profile's, or deleted."""
        return self._by_key.get(key)

    def shown(self, wanted: str = "", *, archived: bool = False) -> list[ThreadRow]:
        """The rows whose title, snippet or draft hold every wanted word, whatever its case and accents."""
        rows = self._filter.matching(self._rows, wanted)
        return [row for row in rows if row.delete_at is None and (archived or not row.archived)]

    def put(self, row: ThreadRow) -> None:
        """Take over a row that was changed, at the place it belongs to."""
        rows = [one for one in self._rows if one.key != row.key]
        order = (row.pinned, row.active_at, row.key)
        at = next(
            (i for i, one in enumerate(rows) if (one.pinned, one.active_at, one.key) < order), len(rows)
        )
        self._hold([*rows[:at], row, *rows[at:]])
        self._on_change()

    def show_draft(self, key: int, draft: str) -> None:
        """The draft of a thread was saved."""
        row = self.row(key)
        if row is not None and row.draft != draft:
            self.put(row._replace(draft=draft))

    def begin(self, title: str) -> ThreadRow:
        """A thread of ours; cache and server learn of it with its first message."""
        row = thread_rows.new_row(title, time.time())
        self.put(row)
        return row

    async def know(self, thread_id: str, title: str = "") -> ThreadRow:
        """The row of a thread named by its id, made where it is not known yet; its times are then 0."""
        row = await self._cache.run(thread_rows.add_thread, self.profile, title, 0, thread_id)
        self.put(row)
        return row

    async def rename(self, key: int, title: str) -> None:
        await self._tell(key, lambda _: {"title": title})

    async def pin(self, key: int) -> None:
        """Pin, or unpin what is pinned."""
        await self._tell(key, lambda row: {"pinned": not row.pinned})

    async def archive(self, key: int) -> None:
        """Archive, or bring back what is archived."""
        await self._tell(key, lambda row: {"archived": not row.archived})

    async def set_pairs(self, key: int, pairs: Mapping[str, str]) -> None:
        """Exchange the user's own pairs of a thread's metadata; those of the program stay."""
        await self._tell(key, lambda row: {"metadata": json.dumps(own_pairs(metadata_of(row)) | dict(pairs))})

    async def delete(self, key: int) -> None:
        """Take a thread out of the list; for `UNDO_SECONDS` it can be brought back."""
        self._last_deleted = key
        await self.set_delete_at(key, time.time() + UNDO_SECONDS)

    async def undo_delete(self) -> ThreadRow | None:
        """Bring back what was deleted last, while there is time."""
        key, self._last_deleted = self._last_deleted, None
        row = await self._cache.run(undo_deletion, key, time.time()) if key is not None else None
        self._take(row)
        return row

    async def set_delete_at(self, key: int, moment: float | None) -> None:
        """When a thread is deleted for good, in seconds since 1970; None for never."""
        await self.change(key, delete_at=moment)

    async def read(self, key: int) -> None:
        """Nothing in this thread is unread any more."""
        row = self.row(key)
        if row is not None and row.unread:
            await self.change(key, unread=False)

    def forget(self, key: int) -> None:
        """A row is gone from the cache."""
        self._hold([row for row in self._rows if row.key != key])
        self._on_change()

    async def change(self, key: int, **fields: RowValue) -> None:
        """Change what the cache keeps of a thread; names are those of `ThreadRow`. Raises `CacheError`."""
        self._take(await self._cache.run(thread_rows.change_thread, key, **fields))

    async def look_at(self, key: int) -> None:
        """Read one row again: something was written that it shows. Raises `CacheError`."""
        self._take(await self._cache.run(thread_rows.read_thread, key))

    async def title_untitled(self, key: int, title: str, snippet: str) -> None:
        """Give a thread a title, but for one that has got another meanwhile. Raises `CacheError`."""
        self._take(await self._cache.run(thread_rows.title_untitled, key, title, snippet))

    def _take(self, row: ThreadRow | None) -> None:
        if row is not None and row != self.row(row.key):
            self.put(row)

    async def _tell(self, key: int, change: Callable[[ThreadRow], dict[str, RowValue]]) -> None:
        """Change what the server is told too, in the thread's metadata, from what the row is by then."""
        self._take(await self._cache.run(_changed, key, change))


def _changed(
    connection: sqlite3.Connection, key: int, change: Callable[[ThreadRow], dict[str, RowValue]]
) -> ThreadRow | None:
    """Read, change and write a row with its metadata in one; the list may be behind the cache."""
    row = thread_rows.read_thread(connection, key)
    if row is None:
        return None
    fields: dict[str, RowValue] = {"metadata": row.metadata, **change(row)}
    metadata = metadata_of(row._replace(metadata=str(fields["metadata"])))
    for name in fields.keys() & {"title", "pinned", "archived"}:
        if value := fields[name]:
            metadata[name] = value if isinstance(value, str) else "true"
        else:
            metadata.pop(name, None)
    fields["metadata"] = json.dumps(metadata)
    return thread_rows.change_thread(connection, key, unsaved=_is_kept_elsewhere(row), **fields)


def _is_kept_elsewhere(row: ThreadRow) -> bool:
    """Whether the server has the thread, and so is to be told of what changes."""
    return row.id is not None and not row.gone


def metadata_of(row: ThreadRow) -> dict[str, str]:
    """A row's metadata as pairs."""
    known = json.loads(row.metadata)
    return {str(name): str(value) for name, value in known.items()} if isinstance(known, dict) else {}
