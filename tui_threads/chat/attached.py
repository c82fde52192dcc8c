"""Files that go with what is typed: chosen for a draft, then for a message in the queue, until it is sent.

Functions of a connection, called through `Cache.run`. A row belongs to the draft of a thread while
`message` is empty, and to the message of the queue that it names from Enter on; it goes with that message.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Use = Literal["file_search", "code_interpreter", "image"]
"""What a file is for: one of the API's tools, or to be seen as a part of the message."""


class NewFile(NamedTuple):
    """A file that was looked at and may be attached."""

    path: str
    name: str
    size: int
    """Bytes."""
    use: Use
    own: bool = False
    """Whether the file was made by us (a pasted image), so that it goes when it is sent."""


class Attached(NamedTuple):
    """A file that goes with a message."""

    key: int
    path: str
    """Where it lies here; empty for one that only the server has."""
    name: str
    size: int
    """Bytes; 0 where nobody has said."""
    use: Use
    own: bool
    file_id: str | None
    """The server's id of it, once it is uploaded."""
    begun_at: float | None
    """When an upload was begun whose end was not seen, else None."""


_COLUMNS = "key, path, name, size, purpose, own, file_id, begun_at"


def add_attached(connection: sqlite3.Connection, profile: str, thread: int, file: NewFile) -> Attached:
    """Put a file to a thread's draft; one that is there already is not put there twice."""
    for one in read_draft_files(connection, profile, thread):
        if one.path == file.path:
            return one
    row = connection.execute(
        "INSERT INTO attachments (profile, thread, path, name, size, purpose, own)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING key",
        (profile, thread, *file),
    ).fetchone()
    return Attached(int(row[0]), *file, file_id=None, begun_at=None)


def add_sent(
    connection: sqlite3.Connection, profile: str, thread: int, files: Iterable[tuple[str, Use]]
) -> None:
    """Put files that the server has already to a thread's draft: a message is written anew with them.

    Args:
        files: The id of each with its use.
    """
    names = known_names(connection, profile)
    connection.executemany(
        "INSERT INTO attachments (profile, thread, path, name, size, purpose, file_id)"
        " VALUES (?, ?, '', ?, 0, ?, ?)",
        [(profile, thread, names.get(file_id, file_id), use, file_id) for file_id, use in files],
    )


def drop_attached(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """The user does not want them sent."""
    connection.executemany("DELETE FROM attachments WHERE key = ?", [(key,) for key in keys])


def read_draft_files(connection: sqlite3.Connection, profile: str, thread: int) -> tuple[Attached, ...]:
    """Files of a thread's draft, in the order they were attached."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM attachments"
        " WHERE profile = ? AND thread = ? AND message IS NULL ORDER BY key",
        (profile, thread),
    )
    return _parsed(rows)


def read_message_files(connection: sqlite3.Connection, message: str) -> tuple[Attached, ...]:
    """Files of a message in the queue."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM attachments WHERE message = ? ORDER BY key", (message,)
    )
    return _parsed(rows)


def give_to_message(
    connection: sqlite3.Connection, message: str, thread: int, files: Sequence[Attached]
) -> None:
    """Enter was pressed: the files leave the draft with the text."""
    connection.executemany(
        "UPDATE attachments SET message = ?, thread = ? WHERE key = ?",
        [(message, thread, one.key) for one in files],
    )


def give_back(connection: sqlite3.Connection, message: str) -> None:
    """The message is edited again: its files are those of the thread's draft."""
    connection.execute("UPDATE attachments SET message = NULL WHERE message = ?", (message,))


def begin_upload(connection: sqlite3.Connection, key: int, size: int, now: float) -> None:
    """Note that bytes are about to leave; after a crash the server is asked whether they arrived."""
    connection.execute("UPDATE attachments SET size = ?, begun_at = ? WHERE key = ?", (size, now, key))


def end_upload(connection: sqlite3.Connection, profile: str, file: Attached, file_id: str) -> None:
    """The server has the file, so it is not sent again; its name is kept for what is shown later."""
    connection.execute(
        "UPDATE attachments SET file_id = ?, begun_at = NULL WHERE key = ?", (file_id, file.key)
    )
    connection.execute("INSERT OR REPLACE INTO file_names VALUES (?, ?, ?)", (profile, file_id, file.name))


def forget_uploads(connection: sqlite3.Connection, message: str) -> None:
    """The server has lost the files of a message: they are uploaded anew."""
    connection.execute("UPDATE attachments SET file_id = NULL, begun_at = NULL WHERE message = ?", (message,))


def own_paths(connection: sqlite3.Connection) -> set[str]:
    """Files made by us that are still to be sent."""
    return {str(path) for (path,) in connection.execute("SELECT path FROM attachments WHERE own = 1")}


def known_names(connection: sqlite3.Connection, profile: str) -> dict[str, str]:
    """Names of files on the server, by their ids."""
    return dict(connection.execute("SELECT id, name FROM file_names WHERE profile = ?", (profile,)))


def know_name(connection: sqlite3.Connection, profile: str, file_id: str, name: str) -> None:
    """Remember the name of a file on the server."""
    connection.execute("INSERT OR REPLACE INTO file_names VALUES (?, ?, ?)", (profile, file_id, name))


def _parsed(rows: Iterable[Sequence[object]]) -> tuple[Attached, ...]:
    return tuple(Attached._make([*row[:5], bool(row[5]), *row[6:]]) for row in rows)
