"""Rows of the thread list in the cache: what the list shows, and how it is kept.

Functions of a connection, called through `Cache.run` or `Cache.now`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

RowValue = str | float | bool | None
"""What a column of a thread's row may hold."""


class ThreadRow(NamedTuple):
    """One thread of the list. A named tuple, because ten thousand are read before anything is seen."""

    key: int
    """The thread's number in this cache; it has one before the server knows the thread."""
    id: str | None
    """The server's id, None until the thread is made there."""
    title: str
    snippet: str
    created_at: int
    active_at: int
    """When something was last said in it, seconds since 1970."""
    pinned: bool
    archived: bool
    unread: bool
    gone: bool
    """Deleted on the server by somebody else; what is mirrored can still be read."""
    unsaved: bool
    """Whether title, pin or archive were changed here and the server does not know it yet."""
    delete_at: float | None
    """When it will be deleted for good unless that is undone."""
    assistant_id: str | None
    metadata: str
    """The thread's metadata as JSON."""
    draft: str
    """What was typed in its composer and not sent."""
    waiting: int
    """Messages typed and not yet stored by the server."""
    last_message: str = ""
    """Id of what was said last, `NOTHING_SAID`, or empty where it is not known."""


NOTHING_SAID = "-"
"""Stands for the last message of a thread that has none; an empty text means that it is not known."""


class SeenThread(NamedTuple):
    """What a server says about a thread; None for what it does not say."""

    id: str
    title: str | None
    created_at: int
    active_at: int | None
    pinned: bool
    archived: bool
    metadata: str
    snippet: str | None
    last_message: str | None = None


COLUMNS = """
    t.key, t.id, t.title, t.snippet, t.created_at, t.active_at, t.pinned, t.archived, t.unread, t.gone,
    t.unsaved, t.delete_at, t.assistant_id, t.metadata, coalesce(d.text, ''),
    (SELECT count(*) FROM outbox o WHERE o.thread = t.key AND o.state <> 'sending'),
    t.last_message
    FROM threads t LEFT JOIN drafts d ON d.profile = t.profile AND d.thread = t.key
"""
_FIELDS = frozenset(
    {
        "title",
        "snippet",
        "active_at",
        "pinned",
        "archived",
        "unread",
        "gone",
        "unsaved",
        "delete_at",
        "assistant_id",
        "metadata",
        "last_message",
    }
)


def read_threads(connection: sqlite3.Connection, profile: str, limit: int = -1) -> list[ThreadRow]:
    """All threads, pinned first, then by activity, newest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} WHERE t.profile = ? ORDER BY t.pinned DESC, t.active_at DESC, t.key DESC LIMIT ?",
        (profile, limit),
    )
    return [ThreadRow._make(row) for row in rows]


def read_thread(connection: sqlite3.Connection, key: int) -> ThreadRow | None:
    row = connection.execute(f"SELECT {COLUMNS} WHERE t.key = ?", (key,)).fetchone()
    return ThreadRow._make(row) if row else None


def find_thread(connection: sqlite3.Connection, profile: str, thread_id: str) -> ThreadRow | None:
    row = connection.execute(
        f"SELECT {COLUMNS} WHERE t.profile = ? AND t.id = ?", (profile, thread_id)
    ).fetchone()
    return ThreadRow._make(row) if row else None


def new_row(title: str, now: float) -> ThreadRow:
    """A thread that begins here. Its key is the moment in microseconds, so that nobody need ask for one."""
    return ThreadRow(
        key=int(now * 1_000_000),
        id=None,
        title=title,
        snippet="",
        created_at=int(now),
        active_at=int(now),
        pinned=False,
        archived=False,
        unread=False,
        gone=False,
        unsaved=False,
        delete_at=None,
        assistant_id=None,
        metadata="{}",
        draft="",
        waiting=0,
    )


def keep_row(connection: sqlite3.Connection, profile: str, row: ThreadRow) -> None:
    """Keep a thread that has begun here, where it is not kept yet."""
    connection.execute(
        "INSERT INTO threads (key, profile, title, created_at, active_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        (row.key, profile, row.title, row.created_at, row.active_at),
    )


def add_thread(
    connection: sqlite3.Connection, profile: str, title: str, now: float, thread_id: str | None = None
) -> ThreadRow:
    """A thread made here, or one named by its id."""
    connection.execute(
        "INSERT INTO threads (profile, id, title, created_at, active_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (profile, id) DO NOTHING",
        (profile, thread_id, title, int(now), int(now)),
    )
    if thread_id is not None:
        found = find_thread(connection, profile, thread_id)
    else:
        (key,) = connection.execute("SELECT last_insert_rowid()").fetchone()
        found = read_thread(connection, key)
    assert found is not None
    return found


def change_thread(connection: sqlite3.Connection, key: int, /, **fields: RowValue) -> ThreadRow | None:
    """Set columns of one thread, named as those of `ThreadRow`; the row as it then is."""
    assert fields.keys() <= _FIELDS, fields
    names = ", ".join(f"{name} = ?" for name in fields)
    connection.execute(f"UPDATE threads SET {names} WHERE key = ?", (*fields.values(), key))
    return read_thread(connection, key)


def title_untitled(connection: sqlite3.Connection, key: int, title: str, snippet: str) -> ThreadRow | None:
    """Give a thread a title, but for one that has got another meanwhile; the row as it then is."""
    connection.execute(
        "UPDATE threads SET title = ?, snippet = coalesce(nullif(snippet, ''), ?)"
        " WHERE key = ? AND title = ''",
        (title, snippet, key),
    )
    return read_thread(connection, key)


def adopt_thread(connection: sqlite3.Connection, key: int, thread_id: str, metadata: str) -> None:
    """The server has made a thread that was begun here; had a list shown it meanwhile, that row goes."""
    connection.execute(
        "DELETE FROM threads WHERE id = :id AND key <> :key"
        " AND profile = (SELECT profile FROM threads WHERE key = :key)",
        {"id": thread_id, "key": key},
    )
    connection.execute("UPDATE threads SET id = ?, metadata = ? WHERE key = ?", (thread_id, metadata, key))


def mark_saved(connection: sqlite3.Connection, key: int, metadata: str) -> ThreadRow | None:
    """The server has this metadata of the thread; the row as it then is."""
    connection.execute("UPDATE threads SET unsaved = 0 WHERE key = ? AND metadata = ?", (key, metadata))
    return read_thread(connection, key)


def see_threads(
    connection: sqlite3.Connection,
    profile: str,
    seen: Sequence[SeenThread],
    *,
    attended: Collection[str] = (),
    live: bool = False,
) -> int:
    """Merge what the server lists; the number of threads that are new or differ.

    A title of the server wins where it has one; what only the cache knows stays. Where something was said
    that is not known here the thread is unread.

    Args:
        attended: ids of threads that a session looks after, which knows by itself what is unread.
        live: whether a thread that is new here was made just now, so that it is unread too.
    """
    before = connection.total_changes
    for thread in seen:
        looked_after = thread.id in attended
        connection.execute(
            _SEE,
            {
                **thread._asdict(),
                "profile": profile,
                "unread": not looked_after,
                "fresh": live and not looked_after and thread.last_message not in (None, NOTHING_SAID),
            },
        )
    return connection.total_changes - before


_SEE = """
    INSERT INTO threads
        (profile, id, title, snippet, created_at, active_at, pinned, archived, metadata, last_message, unread)
    VALUES (:profile, :id, coalesce(:title, ''), coalesce(:snippet, ''), :created_at,
            coalesce(:active_at, :created_at), :pinned, :archived, :metadata,
            coalesce(:last_message, ''), :fresh)
    ON CONFLICT (profile, id) DO UPDATE SET
        title = iif(unsaved, title, coalesce(:title, title)), snippet = coalesce(:snippet, snippet),
        created_at = iif(created_at = 0, :created_at, created_at),
        active_at = max(active_at, coalesce(:active_at, iif(active_at = 0, :created_at, 0))),
        pinned = iif(unsaved, pinned, :pinned), archived = iif(unsaved, archived, :archived),
        metadata = iif(unsaved, metadata, :metadata), gone = 0,
        last_message = coalesce(:last_message, last_message),
        unread = unread OR (:unread AND coalesce(:active_at, 0) >= active_at
            AND last_message <> '' AND coalesce(:last_message, '') NOT IN ('', '-', last_message))
    WHERE (NOT unsaved AND (coalesce(:title, title) <> title
              OR pinned <> :pinned OR archived <> :archived OR metadata <> :metadata))
       OR coalesce(:snippet, snippet) <> snippet OR gone OR created_at = 0
       OR coalesce(:active_at, 0) > active_at OR coalesce(:last_message, last_message) <> last_message
"""


def read_choice(connection: sqlite3.Connection, profile: str, name: str) -> str | None:
    """A remembered choice, such as the default assistant."""
    row = connection.execute(
        "SELECT value FROM choices WHERE profile = ? AND name = ?", (profile, name)
    ).fetchone()
    return str(row[0]) if row else None


def write_choice(connection: sqlite3.Connection, profile: str, name: str, value: str | None) -> None:
    if value is None:
        connection.execute("DELETE FROM choices WHERE profile = ? AND name = ?", (profile, name))
    else:
        connection.execute("INSERT OR REPLACE INTO choices VALUES (?, ?, ?)", (profile, name, value))


def read_known_ids(connection: sqlite3.Connection, profile: str) -> set[str]:
    """The threads that the server has, as far as is known here."""
    known = connection.execute(
        "SELECT id FROM threads WHERE profile = ? AND id IS NOT NULL AND NOT gone", (profile,)
    )
    return {thread_id for (thread_id,) in known}


def mark_deleted(connection: sqlite3.Connection, profile: str, deleted: Collection[str]) -> int:
    """Mark threads that somebody else has deleted; how many are newly so."""
    return connection.execute(
        "UPDATE threads SET gone = 1 WHERE profile = ? AND NOT gone"
        " AND id IN (SELECT value FROM json_each(?))",
        (profile, json.dumps(list(deleted))),
    ).rowcount


def read_place(connection: sqlite3.Connection, key: int) -> str | None:
    """Where the reader of a thread was, in the transcript's words; None for its end."""
    row = connection.execute("SELECT place FROM threads WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def write_place(connection: sqlite3.Connection, key: int, place: str | None) -> None:
    connection.execute("UPDATE threads SET place = ? WHERE key = ?", (place, key))


def read_version(connection: sqlite3.Connection) -> int:
    """A number that is another one when another program has written into the file."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)
