"""The mirror of messages: what the server holds, as last seen, for instant opening and for reading offline.

Message bodies are kept as the server's own JSON; whoever reads them parses them.
Functions of a connection, called through `Cache.run`.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_SECOND = 1_000_000
"""Places within one second: messages of one second keep the order the server listed them in."""


class MirroredMessage(NamedTuple):
    """One message as it is kept."""

    id: str
    created_at: int
    role: str
    text: str
    """Its plain text, for snippets and search."""
    body: str
    """The message as JSON."""


def write_messages(connection: sqlite3.Connection, thread: int, messages: Sequence[MirroredMessage]) -> None:
    """Keep messages, oldest first as in the thread; known ones are replaced in place."""
    second, nth = -1, 0
    for message in messages:
        nth = nth + 1 if message.created_at == second else 0
        second = message.created_at
        connection.execute(
            "INSERT INTO messages (thread, id, place, role, text, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (thread, id) DO UPDATE SET role = excluded.role, text = excluded.text,"
            " body = excluded.body",
            (
                thread,
                message.id,
                second * _SECOND + _next(connection, thread, message, nth),
                message.role,
                message.text,
                message.body,
            ),
        )


def write_in_order(
    connection: sqlite3.Connection, thread: int, messages: Sequence[MirroredMessage], after: int
) -> int:
    """Keep a stretch of a thread that was read from its beginning on, so that its order is certain.

    Args:
        connection: The cache.
        thread: The thread's number.
        messages: Oldest first; known ones are replaced and put in their places.
        after: The place of the message before them, -1 at the beginning.

    Returns:
        The place of the last one.
    """
    for message in messages:
        after = max(message.created_at * _SECOND, after + 1)
        connection.execute(
            "INSERT INTO messages (thread, id, place, role, text, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (thread, id) DO UPDATE SET place = excluded.place, role = excluded.role,"
            " text = excluded.text, body = excluded.body",
            (thread, message.id, after, message.role, message.text, message.body),
        )
    return after


def _next(connection: sqlite3.Connection, thread: int, message: MirroredMessage, nth: int) -> int:
    base = message.created_at * _SECOND
    (highest,) = connection.execute(
        "SELECT max(place) FROM messages WHERE thread = ? AND place >= ? AND place < ?",
        (thread, base, base + _SECOND),
    ).fetchone()
    return nth if highest is None else max(nth, int(highest) - base + 1)


def read_newest(
    connection: sqlite3.Connection, thread: int, limit: int, enough: float = math.inf
) -> list[str]:
    """Bodies of the newest messages, oldest of them first; no more once they have `enough` characters."""
    bodies: list[str] = []
    for (body,) in connection.execute(
        "SELECT body FROM messages WHERE thread = ? ORDER BY place DESC LIMIT ?", (thread, limit)
    ):
        bodies.append(str(body))
        enough -= len(body)
        if enough <= 0:
            break
    return bodies[::-1]


def read_before(connection: sqlite3.Connection, thread: int, message_id: str, limit: int) -> list[str]:
    """Bodies of the messages just before one, oldest first; empty when that one is not mirrored."""
    rows = connection.execute(
        "SELECT body FROM messages WHERE thread = ? AND place <"
        " (SELECT place FROM messages WHERE thread = ? AND id = ?) ORDER BY place DESC LIMIT ?",
        (thread, thread, message_id, limit),
    ).fetchall()
    return [str(row[0]) for row in reversed(rows)]


def drop_message(connection: sqlite3.Connection, thread: int, message_id: str) -> None:
    connection.execute("DELETE FROM messages WHERE thread = ? AND id = ?", (thread, message_id))


def drop_missing(connection: sqlite3.Connection, thread: int, newest: Sequence[str]) -> None:
    """Forget messages deleted elsewhere: those inside the newest page's span that the page lacks."""
    if not newest:
        connection.execute("DELETE FROM messages WHERE thread = ?", (thread,))
        return
    marks = ", ".join("?" for _ in newest)
    connection.execute(
        f"DELETE FROM messages WHERE thread = ? AND id NOT IN ({marks}) AND place >="
        f" (SELECT min(place) FROM messages WHERE thread = ? AND id IN ({marks}))",
        (thread, *newest, thread, *newest),
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Drop the mirror; every thread id, draft and queued message stays."""
    connection.execute("DELETE FROM messages")
    connection.execute("DELETE FROM whole_mirrors")
