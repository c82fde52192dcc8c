"""What a search finds: messages and titles with the words marked. Functions of a connection."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from tui_threads.chat.search.indexing import PLACES
from tui_threads.chat.search.marking import Marker
from tui_threads.chat.search.snippets import Snippet, snippet_of, spans_in


@dataclass(frozen=True, slots=True)
class Hit:
    """One message, or the title of a thread, that fulfils a query."""

    thread: int
    """The thread's number in this cache."""
    thread_id: str | None
    title: str
    title_spans: tuple[tuple[int, int], ...]
    """Where words that were looked for stand in the title."""
    message_id: str | None
    """None where only the title fits."""
    role: str
    """Empty for a title."""
    said_at: int
    """Unix seconds; for a title when something was last said in the thread."""
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """What a query has found, best first."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    """Whether there is more than the hits that were asked for."""
    by_age: bool = False
    """Whether so much fits that it was not ranked, and the newest come first."""
    missing: int = 0
    """Messages that are mirrored and not yet in the index."""


class Extent(NamedTuple):
    """What a search covers."""

    messages: int
    threads: int
    unread: int
    """Threads that were not read to their end yet."""


def message_hit(
    connection: sqlite3.Connection, thread: int, message: str, number: int, marker: Marker
) -> Hit | None:
    """The hit of a message under its number in the index; None where it was dropped meanwhile."""
    row = connection.execute(
        "SELECT t.id, t.title, m.role, m.text FROM messages m JOIN threads t ON t.key = m.thread"
        " WHERE m.thread = ? AND m.id = ?",
        (thread, message),
    ).fetchone()
    if row is None:
        return None
    thread_id, title, role, text = row
    return Hit(
        thread=thread,
        thread_id=thread_id,
        title=title,
        title_spans=spans_in(title, marker),
        message_id=message,
        role=role,
        said_at=number // PLACES,
        snippet=snippet_of(text, marker),
    )


def title_hit(connection: sqlite3.Connection, thread: int, marker: Marker) -> Hit | None:
    """The hit of a title; None where its thread was forgotten meanwhile."""
    row = connection.execute(
        "SELECT id, title, active_at, snippet FROM threads WHERE key = ?", (thread,)
    ).fetchone()
    if row is None:
        return None
    thread_id, title, active_at, said = row
    return Hit(
        thread=thread,
        thread_id=thread_id,
        title=title,
        title_spans=spans_in(title, marker),
        message_id=None,
        role="",
        said_at=active_at,
        snippet=Snippet(" ".join(said.split()), ()),
    )


def extent(connection: sqlite3.Connection, profile: str) -> Extent:
    """Count what is mirrored of a profile."""
    (messages,) = connection.execute(
        "SELECT count(*) FROM messages WHERE thread IN (SELECT key FROM threads WHERE profile = ?)",
        (profile,),
    ).fetchone()
    threads, whole = connection.execute(
        "SELECT count(*), count(w.thread) FROM threads t LEFT JOIN whole_mirrors w ON w.thread = t.key"
        " WHERE t.profile = ? AND t.id IS NOT NULL AND t.delete_at IS NULL AND NOT t.gone",
        (profile,),
    ).fetchone()
    return Extent(messages, threads, threads - whole)
