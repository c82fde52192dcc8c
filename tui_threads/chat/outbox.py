"""What was typed and exists nowhere else: drafts, the queue of each thread, sent prompts.

Functions of a connection, called through `Cache.run`; at quitting through `Cache.now`.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tui_threads.chat import attached
from tui_threads.chat.attached import Attached

QueueState = Literal["waiting", "sending", "failed"]
"""`sending` after a crash means: ask the server whether it has it before sending again."""

NEW_THREAD = 0
"""The key under which the draft of a thread not yet begun is kept."""

CLIENT_KEY = "client_key"
"""Metadata key under which a message carries the key of its place in our queue, so that after a crash or
a lost answer it is found instead of sent twice."""


class Queued(NamedTuple):
    """One message that the server does not hold yet."""

    key: str
    """Made here; the message carries it in its metadata, so that a resend after a crash finds it."""
    thread: int
    text: str
    state: QueueState
    reason: str | None
    created_at: float
    attachments: tuple[Attached, ...] = ()
    """Files that go with it."""


class Draft(NamedTuple):
    """A text that is being written, as it lies on the disk."""

    thread: int
    text: str


def write_draft(connection: sqlite3.Connection, profile: str, thread: int, text: str) -> None:
    if text:
        connection.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (profile, thread, text))
    else:
        connection.execute("DELETE FROM drafts WHERE profile = ? AND thread = ?", (profile, thread))


def read_draft(connection: sqlite3.Connection, profile: str, thread: int) -> str:
    row = connection.execute(
        "SELECT text FROM drafts WHERE profile = ? AND thread = ?", (profile, thread)
    ).fetchone()
    return str(row[0]) if row else ""


def new_queued(thread: int, text: str, attachments: Sequence[Attached] = ()) -> Queued:
    """A message at the moment Enter is pressed."""
    return Queued(f"q_{uuid.uuid4().hex}", thread, text, "waiting", None, time.time(), tuple(attachments))


def enqueue(connection: sqlite3.Connection, profile: str, queued: Queued, draft: Draft) -> None:
    """Keep a message with its files and its prompt, and take its draft away in the same breath.

    What lies in the draft's place by now is the next message, where it is another text: it stays.
    """
    connection.execute(
        "INSERT INTO outbox (key, profile, thread, text, state, reason, created_at, owner)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, this_app())",
        (queued.key, profile, *queued[1:6]),
    )
    attached.give_to_message(connection, queued.key, queued.thread, queued.attachments)
    connection.execute("DELETE FROM drafts WHERE profile = ? AND thread = ? AND text = ?", (profile, *draft))
    remember_prompt(connection, queued.text, queued.created_at)


def read_queue(connection: sqlite3.Connection, thread: int) -> list[Queued]:
    """What this app is to send into a thread: its own, and what an app that ended has left behind."""
    _take_over(connection, "thread = ?", thread)
    return _read(connection, "thread = ? AND owner = this_app()", thread)


def take_over_queues(connection: sqlite3.Connection, profile: str) -> list[Queued]:
    """What apps that ended have left behind in any thread; from now on it is this app's."""
    keys = _take_over(connection, "profile = ? AND state <> 'failed'", profile)
    return _read(connection, "key IN (SELECT value FROM json_each(?))", json.dumps(keys)) if keys else []


def _take_over(connection: sqlite3.Connection, where: str, value: str | int) -> list[str]:
    rows = connection.execute(
        f"SELECT key FROM outbox WHERE {where} AND (owner IS NULL OR NOT app_runs(owner))", (value,)
    ).fetchall()
    connection.executemany("UPDATE outbox SET owner = this_app() WHERE key = ?", rows)
    return [str(key) for (key,) in rows]


def _read(connection: sqlite3.Connection, where: str, value: str | int) -> list[Queued]:
    rows = connection.execute(
        f"SELECT key, thread, text, state, reason, created_at FROM outbox WHERE {where}"
        " ORDER BY created_at, rowid",
        (value,),
    )
    return [Queued._make([*row, attached.read_message_files(connection, row[0])]) for row in rows]


def threads_with_queue(connection: sqlite3.Connection, profile: str) -> list[int]:
    """Keys of threads that still have something to send, but for what another running app will send."""
    rows = connection.execute(
        "SELECT DISTINCT thread FROM outbox WHERE profile = ? AND state <> 'failed'"
        " AND (owner IS NULL OR owner = this_app() OR NOT app_runs(owner))",
        (profile,),
    )
    return [int(row[0]) for row in rows]


def keys_in_doubt(connection: sqlite3.Connection, profile: str) -> frozenset[str]:
    """Keys of messages whose thread may be on the server without our knowing its id yet."""
    rows = connection.execute(
        "SELECT o.key FROM outbox o JOIN threads t ON t.key = o.thread WHERE o.profile = ? AND t.id IS NULL",
        (profile,),
    )
    return frozenset(str(row[0]) for row in rows)


def mark_queued(
    connection: sqlite3.Connection, key: str, state: QueueState, reason: str | None = None
) -> None:
    connection.execute("UPDATE outbox SET state = ?, reason = ? WHERE key = ?", (state, reason, key))


def dequeue(connection: sqlite3.Connection, *keys: str) -> None:
    """The server has them, or the user dropped them."""
    connection.executemany("DELETE FROM outbox WHERE key = ?", [(key,) for key in keys])


def take_back(connection: sqlite3.Connection, profile: str, queued: Queued, edit: bool) -> None:
    """The user drops it, or edits it again: then it stands above the draft, whose files are its files."""
    if edit:
        below = read_draft(connection, profile, queued.thread)
        write_draft(connection, profile, queued.thread, "\n".join(filter(None, [queued.text, below])))
        attached.give_back(connection, queued.key)
    dequeue(connection, queued.key)


def remember_prompt(connection: sqlite3.Connection, text: str, now: float) -> None:
    """Put a text in the prompt history, newest last; a repeated one moves to the end."""
    if text.strip():
        connection.execute("INSERT OR REPLACE INTO prompts (text, used_at) VALUES (?, ?)", (text, now))


def read_prompts(connection: sqlite3.Connection, limit: int = 500) -> list[str]:
    """The newest prompts, oldest of them first."""
    rows = connection.execute(
        "SELECT text FROM prompts ORDER BY used_at DESC, id DESC LIMIT ?", (limit,)
    ).fetchall()
    return [str(row[0]) for row in reversed(rows)]
