"""Asking the index: a query becomes an FTS5 expression and a range of numbers, what it finds becomes hits.

What fits is ranked by bm25 and by age, threads whose title holds a word a little higher. Where more fits than
`_RANKED` and than is asked for, the newest are listed, by age alone: no relevance is worth reading the whole
index for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tui_threads.chat.search import indexing
from tui_threads.chat.search.hits import Found, message_hit, title_hit
from tui_threads.chat.search.marking import Marker
from tui_threads.chat.search.query import Query
from tui_threads.chat.search.scope import Scope, phrase, scope_of

_RANKED = 500
_WEIGHED = 4
"""Words up to which bm25 is asked: it looks at every place of each, whatever else must stand there."""
_TITLES = 5
"""Titles that are shown before what was said."""
_TITLED = 500
_MONTH = 30 * 86_400
_LAST_NUMBER = (1 << 63) - 1


class _Place(NamedTuple):
    number: int
    bm25: float
    thread: int
    message: str


def find(
    connection: sqlite3.Connection,
    profile: str,
    query: Query,
    *,
    now: float,
    limit: int,
    current: int | None = None,
) -> Found:
    """Look for messages and titles.

    Args:
        connection: The cache, with an index in it.
        profile: Whose threads.
        query: What is looked for; an empty one finds nothing.
        now: Unix seconds, for which age counts.
        limit: The most hits that are wanted.
        current: The thread that `in:current` means.
    """
    missing = indexing.missing(connection)
    scope = scope_of(connection, profile, query, current)
    if not query or scope.few == ():
        return Found(missing=missing)
    marks = _profile_marks(connection, profile)
    titled, titles = _titles(connection, query, scope, marks)
    most = max(_RANKED, limit)
    places = _places(connection, query, scope, marks, most)
    ranked = _ranked(places, titled, now)
    marker = Marker(query.words)
    hits = [title_hit(connection, thread, marker) for thread in titles]
    for place in ranked[: max(0, limit - len(hits))]:
        hits.append(message_hit(connection, place.thread, place.message, place.number, marker))
    by_age = len(places) == most
    more = by_age or len(ranked) + len(titles) > limit
    return Found(tuple(hit for hit in hits[:limit] if hit is not None), more, by_age, missing)


def _profile_marks(connection: sqlite3.Connection, profile: str) -> list[str]:
    """What keeps other profiles out; nothing where there are none, which is quicker."""
    others = connection.execute("SELECT 1 FROM threads WHERE profile <> ? LIMIT 1", (profile,)).fetchone()
    return [] if others is None else [indexing.profile_mark(profile)]


def _titles(
    connection: sqlite3.Connection, query: Query, scope: Scope, marks: list[str]
) -> tuple[frozenset[int], list[int]]:
    """Threads whose title holds any of the words, and the first of those that hold all."""
    if not query.words:
        return frozenset(), []
    wanted = [f"marks : {mark}" for mark in marks]
    anyone = " OR ".join(map(phrase, query.words))
    rows = connection.execute(
        "SELECT rowid FROM search_titles WHERE search_titles MATCH ? ORDER BY rowid DESC LIMIT ?",
        (" AND ".join([*wanted, f"text : ({anyone})"]), _TITLED),
    )
    titled = frozenset(row[0] for row in rows)
    if not titled or query.about_messages:
        return titled, []
    newest = connection.execute(
        "SELECT t.key FROM (SELECT rowid FROM search_titles WHERE search_titles MATCH :expression"
        f" ORDER BY rowid DESC LIMIT {_TITLED}) w JOIN threads t ON t.key = w.rowid"
        f" WHERE {scope.condition} ORDER BY t.active_at DESC LIMIT {_TITLES}",
        {**scope.values, "expression": _expression(query, wanted)},
    )
    return titled, [row[0] for row in newest]


def _places(
    connection: sqlite3.Connection, query: Query, scope: Scope, marks: list[str], most: int
) -> list[_Place]:
    """The newest messages that fulfil the query, so many at most."""
    wanted = [f"marks : {mark}" for mark in marks]
    unwanted: list[str] = []
    for choices, mark_of in ((query.roles, indexing.role_mark), (query.has, _has_mark)):
        for choice in choices:
            (wanted if choice.wanted else unwanted).append(f"marks : {mark_of(choice.value)}")
    if scope.few is not None:
        wanted.append(_threads(scope.few))
    statement = _PLACES.format(bm25="{bm25}", condition=scope.condition)
    values = {
        **scope.values,
        "expression": _expression(query, wanted or ["marks : " + indexing.MESSAGE], unwanted),
        "low": max(0, query.after or 0) * indexing.PLACES,
        "high": _LAST_NUMBER if query.before is None else query.before * indexing.PLACES - 1,
        "limit": most,
    }
    newest = connection.execute(statement.format(bm25="0.0"), values).fetchall()
    if 0 < len(newest) < most and 0 < sum(len(term.tokens) for term in query.words) <= _WEIGHED:
        weighed = statement.format(bm25="bm25(search_words, 1.0, 0.0)")
        newest = connection.execute(weighed, values).fetchall()
    return [_Place._make(row) for row in newest]


_PLACES = """
    SELECT w.rowid, {bm25}, e.thread, e.message
    FROM search_words w CROSS JOIN search_entries e ON e.number = w.rowid
    CROSS JOIN threads t ON t.key = e.thread
    WHERE search_words MATCH :expression AND w.rowid >= :low AND w.rowid <= :high AND {condition}
    ORDER BY w.rowid DESC LIMIT :limit
"""


def _has_mark(value: str) -> str:
    return {"image": indexing.IMAGE, "file": indexing.FILE}[value]


def _threads(keys: Collection[int]) -> str:
    return f"marks : ({' OR '.join(map(indexing.thread_mark, sorted(keys)))})"


def _expression(query: Query, wanted: Sequence[str], unwanted: Sequence[str] = ()) -> str:
    """The query in FTS5's language; only tokens get into it, so that nothing typed can break it.

    Long words, which are mostly rare, come first: the lists of the others are then skipped through.
    """
    rarest_first = sorted(query.words, key=lambda term: len("".join(term.tokens)), reverse=True)
    parts = [f"text : {phrase(term)}" for term in rarest_first]
    parts += wanted if not parts or wanted != ["marks : " + indexing.MESSAGE] else []
    excluded = [*(f"text : {phrase(term)}" for term in query.without), *unwanted]
    whole = " AND ".join(parts)
    return f"({whole}) NOT ({' OR '.join(excluded)})" if excluded else whole


def _ranked(places: Sequence[_Place], titled: Collection[int], now: float) -> list[_Place]:
    best = max((-place.bm25 for place in places), default=0.0)
    telling = best > 1e-3  # bm25 is next to nothing for words that stand in most messages

    def weight(place: _Place) -> tuple[float, int]:
        months = max(0.0, now - place.number // indexing.PLACES) / _MONTH
        relevance = -place.bm25 / best if telling else 0.0
        return relevance + 1 / (1 + months) + 0.3 * (place.thread in titled), place.number

    return sorted(places, key=weight, reverse=True)
