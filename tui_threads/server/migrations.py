"""The shape of the database, and the way to it from every older one.

A new database gets today's tables at once. An older one takes each step it has not had, in one transaction.
A newer one is refused: this program would not know what it must keep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, inspect, text

from tui_threads.server import tables, tables_files
from tui_threads.server.database import Database

Step = Callable[[Connection], None]


def _note_activity(connection: Connection) -> None:
    """Threads remember when something in them changed; of old ones the newest message tells."""
    for statement in (
        "ALTER TABLE threads ADD COLUMN touched BIGINT DEFAULT 0 NOT NULL",
        "UPDATE threads SET touched = 1000000 * coalesce((SELECT m.created_at FROM messages m"
        " WHERE m.thread_id = threads.id ORDER BY m.seq DESC LIMIT 1), created_at)",
        "CREATE INDEX threads_by_activity ON threads (touched, seq)",
    ):
        connection.execute(text(statement))


def _note_context(connection: Connection) -> None:
    """Runs remember what their model could read."""
    connection.execute(text("ALTER TABLE runs ADD COLUMN context JSON"))


def _note_deletions(connection: Connection) -> None:
    """The threads that were deleted last are remembered by their ids."""
    tables.deleted_threads.create(connection)


STEPS: Sequence[Step] = (_note_activity, _note_context, _note_deletions)
"""Step n brings version n+1 to version n+2; never changed once released."""

VERSION = 1 + len(STEPS)

_LOCK = 0x7468726561647331
"""Any number, as long as nobody else locks it."""


class NewerDatabase(Exception):
    """The database was written by a newer version of this program."""


async def migrate(database: Database) -> None:
    """Bring the database to today's shape.

    Raises:
        NewerDatabase: it is beyond that already.
    """
    async with database.write() as connection:
        if not database.is_sqlite:  # servers that start together take turns
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(bring_up, STEPS)


def bring_up(connection: Connection, steps: Sequence[Step]) -> None:
    """Apply what is missing; `steps` as `STEPS`."""
    newest = 1 + len(steps)
    if not inspect(connection).has_table("schema_version"):
        tables_files.files.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO schema_version VALUES (:version)"), {"version": newest})
        return
    version = connection.execute(text("SELECT version FROM schema_version")).scalar_one()
    if version > newest:
        raise NewerDatabase(
            f"The database has version {version}, and this program knows up to {newest}. "
            "Update threads-tui (`pip install -U threads-tui`) to use it."
        )
    for step in steps[version - 1 :]:
        step(connection)
    connection.execute(text("UPDATE schema_version SET version = :version"), {"version": newest})
