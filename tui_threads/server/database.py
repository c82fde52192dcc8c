"""The one way to the database: short reads and whole transactions.

SQLite in WAL mode by default, PostgreSQL for several processes. On SQLite all writing goes through a pool of
one connection, which queues writers in order instead of letting them fail as busy.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import aiosqlite
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_READERS = 4
_BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another program, a backup for one, that locks the file."""
_LAST_STATEMENT_SECONDS = 5.0
_QUEUE_SECONDS = 60


class UnusableUrl(Exception):
    """No database can be reached by this URL; the message is one sentence that says what to do."""


class Database:
    """Two doors to one database; closed by whoever opened it."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine) -> None:
        self._reading = reading
        self._writing = writing
        self._workers: list[Thread] = []
        """The threads in which aiosqlite works, one a connection."""
        for engine in (reading, writing):
            event.listen(engine.sync_engine, "connect", self._note_worker)

    @classmethod
    def open(cls, url: str | URL) -> Database:
        """Prepare the engines; nothing connects before the first use.

        Args:
            url: an SQLAlchemy URL, `sqlite+aiosqlite:///FILE` or `postgresql+psycopg://…`.

        Raises:
            UnusableUrl: it is no URL, or its driver is not installed.
        """
        try:
            address = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise UnusableUrl("database_url in config.toml is no URL of a database; mend it.") from error
        if address.get_backend_name() == "sqlite":
            return cls(*_sqlite_engines(address))
        try:
            engine = create_async_engine(
                address, pool_pre_ping=True, json_serializer=dump_json, hide_parameters=True
            )
        except ModuleNotFoundError as error:
            needed = "database_url in config.toml needs a package that is not installed"
            raise UnusableUrl(f"{needed}: pip install 'threads-tui[postgresql]'") from error
        return cls(engine.execution_options(isolation_level="AUTOCOMMIT"), engine)

    @property
    def is_sqlite(self) -> bool:
        return self._writing.dialect.name == "sqlite"

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and backups."""
        return self._writing

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; each statement sees the newest committed state."""
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when anything is raised."""
        async with self._writing.begin() as connection:
            yield connection

    async def aclose(self) -> None:
        """Close every connection."""
        await self._reading.dispose()
        await self._writing.dispose()
        # A statement that was cancelled ends in its thread, which then tells the event loop: wait for it
        # here, where the loop still runs.
        for worker in self._workers:
            await asyncio.to_thread(worker.join, _LAST_STATEMENT_SECONDS)

    def _note_worker(self, connection: DBAPIConnection, _record: object) -> None:
        worker = getattr(getattr(connection, "driver_connection", None), "_thread", None)
        if isinstance(worker, Thread):  # PostgreSQL's driver has none
            self._workers = [*filter(Thread.is_alive, self._workers), worker]


def sqlite_url(file: Path) -> URL:
    """The URL of a database file."""
    return URL.create("sqlite+aiosqlite", database=str(file))


def dump_json(value: object) -> str:
    """Compact JSON that keeps every letter as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_locked(error: DBAPIError) -> bool:
    """Whether another program writes for longer than we wait."""
    return "locked" in str(error.orig)


def shown_url(url: str | URL) -> str:
    """The URL of a database without its password."""
    return make_url(url).render_as_string(hide_password=True)


def database_trouble(error: DBAPIError) -> str:
    """What is wrong with a database, and what to do, in one sentence."""
    words = str(error.orig)
    for sign, advice in _TROUBLES.items():
        if sign in words:
            return advice
    return f"{words}."


_TROUBLES = {
    "disk is full": "the disk is full; free some space and try again.",
    "disk I/O": "its disk is full or fails; free some space and try again.",
    "readonly": "it is read-only; check the permissions of its file and directory.",
    "unable to open": "its file cannot be opened; check the permissions of its directory.",
    "not a database": "its file is no SQLite database; move it away or restore a backup.",
    "malformed": "its file is damaged; restore a backup, or rescue it with `sqlite3 FILE .recover`.",
    "locked": "another program keeps it locked; close that program and try again.",
}


def _sqlite_engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    if url.database:
        _create_private(Path(url.database))
    reading = create_async_engine(
        url,
        pool_size=_READERS,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        json_serializer=dump_json,
        hide_parameters=True,  # what people write has no place in logs
    )
    writing = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_QUEUE_SECONDS,
        json_serializer=dump_json,
        hide_parameters=True,  # what people write has no place in logs
    )
    for engine in (reading, writing):
        event.listen(engine.sync_engine, "do_connect", _connect_wholly)
        event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(writing.sync_engine, "connect", _leave_transactions_to_us)
    event.listen(writing.sync_engine, "begin", _begin_immediate)
    return reading, writing


def _create_private(file: Path) -> None:
    """SQLite gives its journal files the mode of the database file, so that one is made first.

    One that was unpacked from a backup may have been given another mode.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    if os.name == "posix" and file.stat().st_uid == os.getuid():
        file.chmod(0o600)


def _connect_wholly(
    _dialect: Dialect, _record: object, _args: Sequence[object], parameters: dict[str, object]
) -> None:
    parameters["async_creator_fn"] = _connected


async def _connected(*args: str, **parameters: int) -> aiosqlite.Connection:
    """A connection, or none: of a call that is cancelled, aiosqlite leaves open what it had just opened."""
    connection = aiosqlite.connect(*args, **parameters)  # type: ignore[arg-type]  # what SQLAlchemy gives it
    connection._thread.daemon = True  # as SQLAlchemy has it: no thread keeps a process that ends
    opening = asyncio.create_task(_open(connection))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await (await opening).close()
        raise


async def _open(connection: aiosqlite.Connection) -> aiosqlite.Connection:
    return await connection


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.close()


def _leave_transactions_to_us(connection: DBAPIConnection, _record: object) -> None:
    # The driver would begin a transaction only before the first write: too late for one that reads first.
    connection.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
