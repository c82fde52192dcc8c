"""Tables of the cache, as an ordered list of steps that are applied once each.

Rows are kept apart by profile. `threads`, `drafts`, `outbox`, `attachments`, `prompts` and `choices` are
user data: the thread ids of a foreign server cannot be asked for again, and what was typed exists nowhere
else. So are `tool_outputs` and `function_handlers`, and `handler_consents` records what may be run unasked.
`messages` and `run_reports` mirror what a server holds and may be dropped and fetched again; the `search_`
tables are made from it.
"""

from __future__ import annotations

import sqlite3

from tui_threads.chat.search.schema import SEARCH

_FIRST = """
CREATE TABLE threads (
    key INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    id TEXT,
    title TEXT NOT NULL DEFAULT '',
    snippet TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    unsaved INTEGER NOT NULL DEFAULT 0,
    delete_at REAL,
    assistant_id TEXT,
    metadata TEXT NOT NULL DEFAULT '{}',
    UNIQUE (profile, id)
);
CREATE INDEX threads_in_order ON threads (profile, pinned DESC, active_at DESC, key DESC);
CREATE TABLE messages (
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    place INTEGER NOT NULL,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (thread, id)
);
CREATE INDEX messages_in_order ON messages (thread, place);
CREATE TABLE drafts (
    profile TEXT NOT NULL,
    thread INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (profile, thread)
);
CREATE TABLE outbox (
    key TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    created_at REAL NOT NULL
);
CREATE INDEX outbox_in_order ON outbox (profile, thread, created_at);
CREATE TABLE prompts (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    used_at REAL NOT NULL
);
CREATE TABLE choices (
    profile TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (profile, name)
);
"""

_TOOL_OUTPUTS = """
CREATE TABLE tool_outputs (
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    run TEXT NOT NULL,
    call TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (thread, run, call)
);
CREATE TABLE waiting_runs (
    thread INTEGER PRIMARY KEY REFERENCES threads (key) ON DELETE CASCADE,
    run TEXT NOT NULL,
    expires_at INTEGER
);
CREATE TABLE function_handlers (
    function TEXT PRIMARY KEY,
    command TEXT NOT NULL
);
CREATE TABLE handler_consents (
    function TEXT NOT NULL,
    folder TEXT NOT NULL,
    command TEXT NOT NULL,
    program TEXT NOT NULL,
    given_at REAL NOT NULL,
    PRIMARY KEY (function, folder)
);
"""

_ATTACHMENTS = """
CREATE TABLE attachments (
    key INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    thread INTEGER NOT NULL,
    message TEXT,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    own INTEGER NOT NULL DEFAULT 0,
    file_id TEXT,
    begun_at REAL
);
CREATE INDEX attachments_of_drafts ON attachments (profile, thread);
CREATE INDEX attachments_of_messages ON attachments (message);
CREATE TRIGGER attachments_leave AFTER DELETE ON outbox
    BEGIN DELETE FROM attachments WHERE message = OLD.key; END;
CREATE TRIGGER attachments_go AFTER DELETE ON threads
    BEGIN DELETE FROM attachments WHERE thread = OLD.key; END;
CREATE TABLE file_names (
    profile TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (profile, id)
);
"""

_RUN_OVERRIDES = """
CREATE TABLE run_overrides (
    profile TEXT NOT NULL,
    thread INTEGER NOT NULL,
    overrides TEXT NOT NULL,
    PRIMARY KEY (profile, thread)
);
CREATE TABLE planned_runs (
    key TEXT PRIMARY KEY REFERENCES outbox (key) ON DELETE CASCADE,
    overrides TEXT NOT NULL DEFAULT '{}',
    begun INTEGER NOT NULL DEFAULT 0
);
"""

_LIBRARY = """
ALTER TABLE threads ADD COLUMN last_message TEXT NOT NULL DEFAULT '';
ALTER TABLE threads ADD COLUMN place TEXT;
ALTER TABLE outbox ADD COLUMN owner TEXT;
"""

_RUN_REPORTS = """
CREATE TABLE run_reports (
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    steps TEXT,
    context TEXT,
    times TEXT,
    PRIMARY KEY (thread, id)
);
"""

_PROGRAMS = """
ALTER TABLE handler_consents ADD COLUMN digest TEXT;
"""

STEPS: tuple[str, ...] = (
    _FIRST, _TOOL_OUTPUTS, _ATTACHMENTS, SEARCH, _RUN_OVERRIDES, _LIBRARY, _RUN_REPORTS, _PROGRAMS,
)  # fmt: skip
"""Step n brings a file from `user_version` n to n + 1. A step that was released is never changed."""


class NewerCacheError(Exception):
    """The file was written by a newer version of this program."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a cache to the newest schema; safe while another process does the same.

    Raises:
        NewerCacheError: the file is ahead of this program; it is left as it is.
    """
    if _version(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(STEPS):
            raise NewerCacheError(version)
        for step in STEPS[version:]:
            for statement in step.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
