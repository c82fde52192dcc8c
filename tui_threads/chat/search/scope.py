"""Which threads a query is about: `in:`, `is:` and what is deleted, as a condition on their table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from tui_threads.chat.search import indexing
from tui_threads.chat.search.query import Query, Term, term_of

_FEW = 200
"""Threads that can be named in the expression itself, so that nothing else is looked at."""


class Scope(NamedTuple):
    """Which threads a query is about."""

    condition: str
    """In SQL, of a thread called `t`."""
    values: dict[str, str]
    """What the condition names."""
    few: tuple[int, ...] | None
    """All the threads that fulfil it, where they are asked for by name or state and are few."""


def scope_of(connection: sqlite3.Connection, profile: str, query: Query, current: int | None) -> Scope:
    """The threads that fulfil the filters; `current` is the one that `in:current` means."""
    conditions = ["t.delete_at IS NULL"]
    conditions += [f"t.{_COLUMNS[choice.value]} = {choice.wanted:d}" for choice in query.states]
    values = {"profile": profile}
    for name, wanted, condition in (("only", True, "IN"), ("never", False, "NOT IN")):
        chosen = [choice.value for choice in query.threads if choice.wanted is wanted]
        if chosen:
            keys = set[int]().union(*(_named(connection, profile, value, current) for value in chosen))
            conditions.append(f"t.key {condition} (SELECT value FROM json_each(:{name}))")
            values[name] = json.dumps(sorted(keys))
    condition = " AND ".join(conditions)
    narrow = any(choice.wanted for choice in (*query.threads, *query.states))
    return Scope(condition, values, _few(connection, condition, values) if narrow else None)


_COLUMNS = {"pinned": "pinned", "archived": "archived"}
"""What values of `is:` are called in the table."""


def _few(connection: sqlite3.Connection, condition: str, values: dict[str, str]) -> tuple[int, ...] | None:
    rows = connection.execute(
        f"SELECT t.key FROM threads t WHERE t.profile = :profile AND {condition} LIMIT {_FEW + 1}", values
    ).fetchall()
    return tuple(row[0] for row in rows) if len(rows) <= _FEW else None


def _named(connection: sqlite3.Connection, profile: str, value: str, current: int | None) -> Collection[int]:
    """Threads that a value of `in:` means."""
    if value.lower() == "current":
        return () if current is None else (current,)
    if value.startswith("thread_"):
        rows = connection.execute("SELECT key FROM threads WHERE profile = ? AND id = ?", (profile, value))
    elif (term := term_of(value, beginning=True)) is not None:
        expression = f"marks : {indexing.profile_mark(profile)} AND text : {phrase(term)}"
        rows = connection.execute(
            "SELECT rowid FROM search_titles WHERE search_titles MATCH ?", (expression,)
        )
    else:
        return ()
    return [row[0] for row in rows]


def phrase(term: Term) -> str:
    """Words side by side in FTS5's language; tokens hold nothing that could end the quotes."""
    return f'"{" ".join(term.tokens)}"' + (" *" if term.beginning else "")
