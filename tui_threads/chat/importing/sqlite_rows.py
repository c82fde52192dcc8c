"""Rows of another program's SQLite file, which is only read, even while that program is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tui_threads.chat.importing.found import ImportingError


class Tables:
    """The tables of an open file, by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection

    def columns(self, table: str) -> frozenset[str]:
        """Names of a table's columns; none where there is no such table."""
        return frozenset(row["name"] for row in self._connection.execute(f'PRAGMA table_info("{table}")'))

    def rows(self, table: str, columns: tuple[str, ...]) -> list[dict[str, object]]:
        """All rows in the order they were written; a column that an older version lacks is null."""
        known = self.columns(table)
        wanted = ", ".join(f'"{name}"' if name in known else f'NULL AS "{name}"' for name in columns)
        return [
            dict(row) for row in self._connection.execute(f'SELECT {wanted} FROM "{table}" ORDER BY rowid')
        ]


@contextmanager
def opened(path: Path) -> Iterator[Tables]:
    """The tables of a file.

    Raises:
        ImportingError: it cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = _decoded
            yield Tables(connection)
    except sqlite3.Error as error:
        raise ImportingError(
            f"Cannot read {path} ({error}); close the program it belongs to and try again."
        ) from error


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")
