"""Where words were said: on a server that searches, else in what this machine mirrors.

The words are one phrase, in any letter case of ASCII, wherever it stands in a title or a message.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tui_threads.chat.cache import Cache
from tui_threads.chat.history import parsed, text_of
from tui_threads.chat.moments import said_at
from tui_threads.chat.titles import title_from
from tui_threads.wire.messages import Message

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_BEFORE, _AFTER = 40, 100
"""Characters of a snippet on either side of where the phrase begins."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the phrase stands."""

    thread_id: str
    title: str
    message_id: str | None
    """None where it stands in the title."""
    role: str
    created_at: int
    """Unix seconds."""
    snippet: str


async def find_on_server(client: ThreadsClient, phrase: str, limit: int) -> list[Hit]:
    """Ask a server that searches its threads; the newest threads come first.

    Raises:
        ApiError: it failed, is out of reach, or has no such search.
    """
    hits: list[Hit] = []
    async for thread in client.threads.list(limit=20, order="desc", q=phrase):
        said = client.threads.messages.list(thread.id, order="asc", limit=100)
        messages = [message async for message in said]
        title = thread.metadata.get("title")
        shown = title if isinstance(title, str) and title else _first_line(messages)
        hits += _hits(thread.id, shown, said_at(thread), messages, phrase)
        if len(hits) >= limit:
            break
    return hits[:limit]


async def find_mirrored(cache: Cache, profile: str, phrase: str, limit: int) -> list[Hit]:
    """Look into what this machine keeps of a profile's threads."""
    found = await cache.run(read_matching, profile, phrase, limit)
    hits: list[Hit] = []
    for row in found:
        hits += _hits(row.thread_id, row.title, row.created_at, parsed(row.bodies), phrase)
    return hits[:limit]


class _Matching(NamedTuple):
    thread_id: str
    title: str
    created_at: int
    bodies: list[str]


def read_matching(connection: sqlite3.Connection, profile: str, phrase: str, limit: int) -> list[_Matching]:
    """Threads with the phrase in their title or messages, newest first, with the messages that have it."""
    pattern = "%" + phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    threads = connection.execute(
        "SELECT key, id, title, created_at FROM threads t WHERE profile = ? AND id IS NOT NULL"
        " AND delete_at IS NULL AND (title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM messages m"
        " WHERE m.thread = t.key AND m.text LIKE ? ESCAPE '\\')) ORDER BY active_at DESC LIMIT ?",
        (profile, pattern, pattern, limit),
    ).fetchall()
    found = []
    for key, thread_id, title, created_at in threads:
        rows = connection.execute(
            "SELECT body FROM messages WHERE thread = ? AND text LIKE ? ESCAPE '\\' ORDER BY place LIMIT ?",
            (key, pattern, limit),
        )
        found.append(_Matching(thread_id, title, created_at, [str(row[0]) for row in rows]))
    return found


def _hits(thread_id: str, title: str, created_at: int, messages: Iterable[Message], phrase: str) -> list[Hit]:
    hits = []
    if _at(title, phrase) >= 0:
        hits.append(Hit(thread_id, title, None, "", created_at, _around(title, phrase)))
    for message in messages:
        text = text_of(message)
        if _at(text, phrase) >= 0:
            snippet = _around(text, phrase)
            hits.append(Hit(thread_id, title, message.id, message.role, said_at(message), snippet))
    return hits


def _first_line(messages: list[Message]) -> str:
    return title_from(text_of(messages[0])) if messages else ""


def _at(text: str, phrase: str) -> int:
    return text.lower().find(phrase.lower())


def _around(text: str, phrase: str) -> str:
    at = _at(text, phrase)
    start, end = max(0, at - _BEFORE), at + len(phrase) + _AFTER
    snippet = " ".join(text[start:end].split())
    return ("…" if start else "") + snippet + ("…" if end < len(text) else "")
