"""Which threads a query is about: `in:`, `is:` and what is deleted, as numbers of threads."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tui_threads.chat.search import indexing
from tui_threads.chat.search.query import Choice, Query, Term, term_of


@dataclass(frozen=True, slots=True)
class Scope:
    """Which threads a query is about."""

    only: frozenset[int] | None
    """None: all of them."""
    never: frozenset[int]

    def __contains__(self, thread: int) -> bool:
        return thread not in self.never and (self.only is None or thread in self.only)


def scope_of(connection: sqlite3.Connection, profile: str, query: Query, current: int | None) -> Scope:
    """The threads that fulfil the filters; `current` is the one that `in:current` means."""
    only: frozenset[int] | None = None
    never: frozenset[int] = frozenset()
    named = [choice for choice in query.threads if choice.wanted]
    if named:
        only = frozenset().union(*(_named(connection, profile, one.value, current) for one in named))
    for choice in query.threads:
        if not choice.wanted:
            never |= _named(connection, profile, choice.value, current)
    for choice in query.states:
        chosen = _in_state(connection, profile, choice)
        only = chosen if only is None else only & chosen
    deleted = connection.execute("SELECT key FROM threads WHERE delete_at IS NOT NULL")
    return Scope(only, never | {row[0] for row in deleted})


def _named(connection: sqlite3.Connection, profile: str, value: str, current: int | None) -> frozenset[int]:
    """Threads that a value of `in:` means."""
    if value.lower() == "current":
        return frozenset() if current is None else frozenset({current})
    if value.startswith("thread_"):
        rows = connection.execute("SELECT key FROM threads WHERE profile = ? AND id = ?", (profile, value))
    elif (term := term_of(value, beginning=True)) is not None:
        expression = f"marks : {indexing.profile_mark(profile)} AND text : {phrase(term)}"
        rows = connection.execute(
            "SELECT rowid FROM search_titles WHERE search_titles MATCH ?", (expression,)
        )
    else:
        return frozenset()
    return frozenset(row[0] for row in rows)


def _in_state(connection: sqlite3.Connection, profile: str, choice: Choice) -> frozenset[int]:
    column = {"pinned": "pinned", "archived": "archived"}[choice.value]
    rows = connection.execute(
        f"SELECT key FROM threads WHERE profile = ? AND {column} = ?", (profile, choice.wanted)
    )
    return frozenset(row[0] for row in rows)


def phrase(term: Term) -> str:
    """Words side by side in FTS5's language; tokens hold nothing that could end the quotes."""
    return f'"{" ".join(term.tokens)}"' + (" *" if term.beginning else "")
