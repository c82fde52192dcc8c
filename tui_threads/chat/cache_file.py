"""Opening the cache's file: settings of the connection, migration, and what to do when it is damaged."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

from tui_threads.chat.cache_schema import NewerCacheError, migrate
from tui_threads.chat.presence import Presence

_BUSY_SECONDS = 3.0
_KEPT = (
    "threads",
    "drafts",
    "outbox",
    "attachments",
    "prompts",
    "choices",
    "tool_outputs",
    "function_handlers",
    "run_overrides",
    "planned_runs",
)
"""Tables that exist nowhere else; the mirror of messages is fetched again."""


def open_cache_file(path: Path, presence: Presence) -> tuple[sqlite3.Connection, str | None]:
    """Open the file, ready for use, and a sentence when a damaged one had to be set aside.

    Raises:
        sqlite3.Error: the file is locked or cannot be opened.
        OSError: its folder cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not damage_mark(path).exists():
            return _open(path, presence), None
    except NewerCacheError as error:
        raise sqlite3.OperationalError(
            f"{path} was written by a newer version of threads-tui; install that version again."
        ) from error
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    aside = _set_aside(path)
    damage_mark(path).unlink(missing_ok=True)
    connection = _open(path, presence)
    saved = _salvage(connection, aside)
    return connection, f"The thread list was damaged: {saved} threads were saved, the old file is {aside}."


def damage_mark(path: Path) -> Path:
    """A file whose presence says that damage was met after opening, so that the next start mends it."""
    return path.with_name(f"{path.name}-damage")


def is_damage(error: sqlite3.Error) -> bool:
    return any(word in str(error) for word in ("malformed", "not a database", "corrupt"))


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk takes no more; where even a journal's index cannot be made, that is an I/O error."""
    return any(words in str(error) for words in ("full", "disk I/O"))


def is_locked_up(error: sqlite3.Error) -> bool:
    """Whether the file or its folder may not be written."""
    return any(words in str(error) for words in ("readonly", "unable to open"))


def _open(path: Path, presence: Presence) -> sqlite3.Connection:
    with ExitStack() as opened:
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        opened.callback(connection.close)
        if os.name == "posix":
            path.chmod(0o600)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        presence.join(connection)
        migrate(connection)
        for table, column in (("threads", "metadata"), ("drafts", "text"), ("outbox", "text")):
            connection.execute(f"SELECT sum(length({column})) FROM {table}").fetchone()
        opened.pop_all()
    return connection


def _set_aside(path: Path) -> Path:
    aside = path.with_name(f"{path.stem}-damaged-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _salvage(connection: sqlite3.Connection, aside: Path) -> int:
    """Copy every row that can still be read; then look for thread ids in the bytes themselves."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    for table in _KEPT:
        _copy_table(connection, aside, table)
    _copy_ids(connection, aside.read_bytes())
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = ON")
    (saved,) = connection.execute("SELECT count(*) FROM threads").fetchone()
    return int(saved)


def _copy_table(connection: sqlite3.Connection, aside: Path, table: str) -> None:
    """Read from both ends, so that one bad page costs only the rows on it.

    The file may be older than this program: what it has no column for gets its default.
    """
    wanted = _columns(connection, table)
    for order in ("ASC", "DESC"):
        source = sqlite3.connect(aside)
        try:
            there = _columns(source, table)
            names = ", ".join(name for name in wanted if name in there)
            marks = ", ".join("?" for name in wanted if name in there)
            for row in source.execute(f"SELECT {names} FROM {table} ORDER BY rowid {order}"):
                connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)
        except sqlite3.DatabaseError:
            continue  # what lies behind the damage is read from the other end
        finally:
            source.close()
        return


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]


def _copy_ids(connection: sqlite3.Connection, content: bytes) -> None:
    """SQLite lays the profile right before the id, so the bytes of a row show both.

    Only ids of the hosted API's form are told apart from what follows them: 24 letters and digits.
    """
    stamp = int(time.time())
    for found in set(re.findall(rb"([A-Za-z0-9_-]{1,64}?)(thread_[A-Za-z0-9]{24})", content)):
        profile, thread_id = (part.decode("ascii") for part in found)
        connection.execute(
            "INSERT OR IGNORE INTO threads (profile, id, created_at, active_at)"
            " SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM threads WHERE id = ?)",
            (profile, thread_id, stamp, stamp, thread_id),
        )
