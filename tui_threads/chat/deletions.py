"""Threads that the user deletes: out of the list at once, for good when there is no way back any more.

Functions of a connection, called through `Cache.run`.
"""

from __future__ import annotations

import sqlite3

from tui_threads.chat.thread_rows import COLUMNS, ThreadRow, read_thread


def forget_thread(connection: sqlite3.Connection, key: int) -> None:
    """Remove a thread with its mirror, draft and queue: the user has deleted it."""
    connection.execute("DELETE FROM drafts WHERE thread = ?", (key,))
    connection.execute("DELETE FROM run_overrides WHERE thread = ?", (key,))
    connection.execute("DELETE FROM threads WHERE key = ?", (key,))


def read_due(connection: sqlite3.Connection, profile: str, now: float) -> list[ThreadRow]:
    """Threads that were deleted here, are not yet so on the server, and cannot be brought back any more."""
    rows = connection.execute(f"SELECT {COLUMNS} WHERE t.profile = ? AND t.delete_at <= ?", (profile, now))
    return [ThreadRow._make(row) for row in rows]


def undo_deletion(connection: sqlite3.Connection, key: int, now: float) -> ThreadRow | None:
    """Keep a thread that is not due yet; the row, or None for one that is, or was not deleted."""
    kept = connection.execute(
        "UPDATE threads SET delete_at = NULL WHERE key = ? AND delete_at > ?", (key, now)
    )
    return read_thread(connection, key) if kept.rowcount else None
