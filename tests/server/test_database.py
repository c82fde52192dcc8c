"""The way to the database, where it is left half-way."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from threading import Event

import pytest

from tui_threads.server.database import Database, sqlite_url


async def test_a_call_that_is_cancelled_while_it_connects_leaves_no_connection_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connects, may_go_on = Event(), Event()
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def slowly(database: str, *, check_same_thread: bool) -> sqlite3.Connection:
        connects.set()
        may_go_on.wait()
        made.append(connect(database, check_same_thread=check_same_thread))
        return made[-1]

    async def read() -> None:
        async with database.read():
            pass

    monkeypatch.setattr("sqlite3.connect", slowly)
    database = Database.open(sqlite_url(tmp_path / "server.db"))
    reading = asyncio.create_task(read())
    await asyncio.to_thread(connects.wait)
    reading.cancel()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await database.aclose()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")
