"""The mirror of runs: what a server told of them, and what was measured here, for looking at them offline.

Bodies are the server's own JSON. Functions of a connection, called through `Cache.run`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_KEPT = 200
"""Runs kept of one thread; older ones can be asked for again."""


class MirroredRun(NamedTuple):
    """One run as it is kept; None for what is not known, and then what is known already stays."""

    id: str
    created_at: int
    body: str
    steps: str | None = None
    context: str | None = None
    times: str | None = None


def write_runs(connection: sqlite3.Connection, thread: int, runs: Sequence[MirroredRun]) -> None:
    """Keep runs, and let go of the oldest ones beyond what is kept of a thread."""
    connection.executemany(
        "INSERT INTO run_reports (thread, id, created_at, body, steps, context, times)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (thread, id) DO UPDATE SET body = excluded.body,"
        " steps = coalesce(excluded.steps, steps), context = coalesce(excluded.context, context),"
        " times = coalesce(excluded.times, times)",
        [(thread, *run) for run in runs],
    )
    connection.execute(
        "DELETE FROM run_reports WHERE thread = ? AND id NOT IN (SELECT id FROM run_reports"
        " WHERE thread = ? ORDER BY created_at DESC, rowid DESC LIMIT ?)",
        (thread, thread, _KEPT),
    )


def read_runs(connection: sqlite3.Connection, thread: int, limit: int = _KEPT) -> list[MirroredRun]:
    """The runs of a thread as far as they are known, newest first."""
    rows = connection.execute(
        "SELECT id, created_at, body, steps, context, times FROM run_reports WHERE thread = ?"
        " ORDER BY created_at DESC, rowid DESC LIMIT ?",
        (thread, limit),
    )
    return [MirroredRun._make(row) for row in rows]
