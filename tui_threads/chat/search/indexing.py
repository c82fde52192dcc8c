"""Keeping the full-text index the same as the mirror, in small steps. Functions of a connection.

The index is two FTS5 tables without content: `search_words` for messages, and `search_titles` for titles,
which are few and so quick to ask. They hold tokens (`tokens`), the mirror holds the text. An entry's number
is made of the time when it was said, so that the index itself is in order of time and dates are ranges of
numbers; a title's is that of its thread, in `search_entries` negative. What else is asked for (thread,
author, images) stands beside the text as `marks`, tokens of a column of their own, so that SQLite intersects
the lists. Beginnings of one and two characters have lists of their own (`prefix`): for a word that is being
typed, or a single Chinese character, the lists of all words that begin so would else be merged at each key.
"""

from __future__ import annotations

import json
import sqlite3
import time
from typing import NamedTuple

from tui_threads.chat.search.tokens import VERSION, tokens_of

TABLES = ("search_words", "search_titles")
PLACES = 1 << 8
"""Numbers for each second; the closer they are, the smaller is the index."""
_LAST_SECOND = 1 << 40
_AT_ONCE = 100
_SEGMENTS = 8
"""Pieces of the index that are merged at once; of FTS5's usual four a fifth more would be written."""
IMAGE, FILE, MESSAGE = "hasimage", "hasfile", "message"
_IMAGE_BLOCKS = frozenset({"image_file", "image_url"})


class IndexDamagedError(Exception):
    """The index contradicts itself and has to be made anew."""


class _Change(NamedTuple):
    thread: int
    message: str
    indexed: str | None
    number: int | None
    marks: str | None


def is_ready(connection: sqlite3.Connection) -> bool:
    """Whether there is an index, made as this program makes it; it may still lack entries."""
    (made,) = connection.execute("SELECT made FROM search_state").fetchone()
    return bool(made == VERSION)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether there is an index that lacks nothing."""
    lacks = connection.execute("SELECT 1 FROM search_changes LIMIT 1").fetchone()
    return lacks is None and is_ready(connection)


def make_anew(connection: sqlite3.Connection) -> None:
    """An empty index that lacks everything there is."""
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5"
            "(text, marks, content='', tokenize='ascii', prefix='1 2')"
        )
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('automerge', {_SEGMENTS})")
    connection.execute("DELETE FROM search_entries")
    connection.execute("DELETE FROM search_changes")
    connection.execute("INSERT INTO search_changes SELECT thread, id, NULL FROM messages")
    connection.execute("INSERT INTO search_changes SELECT key, '', NULL FROM threads WHERE title <> ''")
    connection.execute("UPDATE search_state SET made = ?", (VERSION,))


def missing(connection: sqlite3.Connection) -> int:
    """How many entries the index lacks, or has too many."""
    (count,) = connection.execute("SELECT count(*) FROM search_changes").fetchone()
    return int(count)


def take_in(connection: sqlite3.Connection, seconds: float) -> bool:
    """Bring changes into the index for about this long, the newest threads first.

    Returns:
        Whether everything is in it.

    Raises:
        IndexDamagedError: an entry is not what it should be.
    """
    until = time.monotonic() + seconds
    done = []
    changes = [_Change._make(row) for row in connection.execute(_CHANGES, (_AT_ONCE,))]
    for change in changes:
        if change.number is not None:
            _remove(connection, change)
        _add(connection, change.thread, change.message)
        done.append((change.thread, change.message))
        if time.monotonic() >= until:
            break
    connection.executemany("DELETE FROM search_changes WHERE thread = ? AND message = ?", done)
    return len(done) == len(changes) < _AT_ONCE


_CHANGES = """
    SELECT c.thread, c.message, c.indexed, e.number, e.marks
    FROM search_changes c LEFT JOIN search_entries e ON e.thread = c.thread AND e.message = c.message
    ORDER BY c.thread DESC, c.message DESC LIMIT ?
"""


def _remove(connection: sqlite3.Connection, change: _Change) -> None:
    if change.indexed is None:
        raise IndexDamagedError(f"{change.message} is in the index twice")
    assert change.number is not None
    table = _table(change.number)
    connection.execute(
        f"INSERT INTO {table} ({table}, rowid, text, marks) VALUES ('delete', ?, ?, ?)",
        (abs(change.number), " ".join(tokens_of(change.indexed)), change.marks),
    )
    connection.execute("DELETE FROM search_entries WHERE number = ?", (change.number,))


def _add(connection: sqlite3.Connection, thread: int, message: str) -> None:
    if not message:
        found = connection.execute("SELECT title, profile FROM threads WHERE key = ?", (thread,)).fetchone()
        if found is not None and found[0]:
            marks = f"{profile_mark(found[1])} {thread_mark(thread)}"
            _insert(connection, (-thread, thread, "", marks), found[0])
        return
    found = connection.execute(
        "SELECT m.text, m.role, m.body, m.place, t.profile FROM messages m JOIN threads t ON t.key = m.thread"
        " WHERE m.thread = ? AND m.id = ?",
        (thread, message),
    ).fetchone()
    if found is None:
        return
    text, role, body, place, profile = found
    said_at, has = read_body(body, int(place) // 1_000_000)
    marks = " ".join([MESSAGE, profile_mark(profile), thread_mark(thread), role_mark(role), *has])
    _insert(connection, (_free_number(connection, said_at), thread, message, marks), text)


def _insert(connection: sqlite3.Connection, entry: tuple[int, int, str, str], text: str) -> None:
    connection.execute("INSERT INTO search_entries VALUES (?, ?, ?, ?)", entry)
    connection.execute(
        f"INSERT INTO {_table(entry[0])} (rowid, text, marks) VALUES (?, ?, ?)",
        (abs(entry[0]), " ".join(tokens_of(text)), entry[3]),
    )


def _table(number: int) -> str:
    return TABLES[number < 0]


def _free_number(connection: sqlite3.Connection, said_at: int) -> int:
    """The next number of a second; of the one after it where 256 were said in one."""
    second = min(max(said_at, 0), _LAST_SECOND)
    while True:
        (last,) = connection.execute(
            "SELECT max(number) FROM search_entries WHERE number >= ? AND number < ?",
            (second * PLACES, (second + 1) * PLACES),
        ).fetchone()
        if last is None:
            return second * PLACES
        if last + 1 < (second + 1) * PLACES:
            return int(last) + 1
        second += 1


def read_body(body: str, created_at: int) -> tuple[int, list[str]]:
    """When a message was said, in Unix seconds, and marks of what it has besides words.

    Args:
        body: The message as JSON; anything unknown in it is let be.
        created_at: When the server got it; messages brought in from elsewhere were said earlier.
    """
    try:
        message = json.loads(body)
    except ValueError:
        return created_at, []
    if not isinstance(message, dict):
        return created_at, []
    metadata, content = message.get("metadata"), message.get("content")
    original = metadata.get("original_created_at") if isinstance(metadata, dict) else None
    if isinstance(original, str) and original.isdecimal() and len(original) < 20:
        created_at = int(original)
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    has = [IMAGE] if any(block.get("type") in _IMAGE_BLOCKS for block in blocks) else []
    if message.get("attachments") or any(map(_gives_file, blocks)):
        has.append(FILE)
    return created_at, has


def _gives_file(block: dict[str, object]) -> bool:
    """Whether a block links to a file that a tool made."""
    text = block.get("text")
    annotations = text.get("annotations") if isinstance(text, dict) else None
    return isinstance(annotations, list) and any(
        isinstance(one, dict) and one.get("type") == "file_path" for one in annotations
    )


def profile_mark(profile: str) -> str:
    """A token for any name, whatever stands in it."""
    return f"profile{profile.encode().hex()}"


def thread_mark(thread: int) -> str:
    return f"thread{thread}"


def role_mark(role: str) -> str:
    return f"role{role.encode().hex()}"
