"""A connection to the cache for the search index alone, and what is done when the index is damaged.

The index is made from the mirror, so damage in it costs nothing but time: it is made anew. Where even that
fails the file itself is damaged, and the next start of the program mends it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tui_threads.chat.cache import UnwritableError
from tui_threads.chat.cache_file import damage_mark, is_damage, is_full, is_locked_up
from tui_threads.chat.search import indexing

_P = ParamSpec("_P")
_T = TypeVar("_T")

_BUSY_SECONDS = 3.0
_PAGE_CACHE = -8_000
"""Kibibytes, negative as SQLite wants it."""


class SearchError(Exception):
    """The index cannot be used; the message is one sentence that says what to do."""


class UnwritableIndexError(SearchError, UnwritableError):
    """Nothing can be written where the index lies, and by that not even looked up what came last."""


class IndexFile:
    """Opened when it is first used, so that it costs the start of the program nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._made_anew = False

    def read(
        self, work: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do work on the index as it stands.

        Raises:
            SearchError: there is no index yet, or it cannot be read.
        """
        try:
            with self._transaction("BEGIN") as connection:
                if not indexing.is_ready(connection):
                    raise SearchError("The search index is being made; try again in a moment.")
                return work(connection, *args, **kwargs)
        except sqlite3.Error as error:
            self._make_anew(error)
            raise SearchError("The search index was damaged; it is being made anew.") from error

    def step(self, seconds: float) -> bool:
        """Bring a little more into the index; whether everything is in it. Raises `SearchError`."""
        try:
            with self._transaction("BEGIN") as connection:
                if indexing.is_whole(connection):
                    return True
            with self._transaction("BEGIN IMMEDIATE") as connection:
                if indexing.is_ready(connection):
                    return indexing.take_in(connection, seconds)
                indexing.make_anew(connection)
        except indexing.IndexDamagedError as error:
            self._make_anew(error)
        except sqlite3.Error as error:
            if _is_busy(error):
                return False
            self._make_anew(error)
        return False

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _make_anew(self, cause: Exception) -> None:
        """Begin again, where that can help and was not tried in vain before."""
        if self._made_anew or (isinstance(cause, sqlite3.Error) and not _is_faulty(cause)):
            raise self._error(cause) from cause
        self._made_anew = True
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                indexing.make_anew(connection)
        except sqlite3.Error as error:
            raise self._error(error) from cause

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        if self._opened is None:
            self._opened = _connect(self._path)
        self._opened.execute(begin)
        try:
            yield self._opened
            self._opened.execute("COMMIT")
        finally:
            if self._opened.in_transaction:
                self._opened.execute("ROLLBACK")

    def _error(self, error: Exception) -> SearchError:
        if isinstance(error, sqlite3.Error) and is_damage(error):
            damage_mark(self._path).touch()
            return SearchError(
                f"{self._path} is damaged; start threads-tui again, and what can be saved of it will be."
            )
        if "module: fts5" in str(error):
            return SearchError(
                "This Python's SQLite has no full-text search (FTS5); only titles can be filtered."
            )
        if isinstance(error, sqlite3.Error) and is_full(error):
            return UnwritableIndexError(
                f"The disk that holds {self._path} is full or fails ({error}); free some space and try again."
            )
        if isinstance(error, sqlite3.Error) and is_locked_up(error):
            return UnwritableIndexError(f"Cannot write {self._path}; check the file's permissions.")
        return SearchError(f"The search index cannot be used ({error}); start threads-tui again.")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = {_PAGE_CACHE}")
    return connection


def _is_busy(error: sqlite3.Error) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def _is_faulty(error: sqlite3.Error) -> bool:
    """Whether the index itself may be at fault; its tables contradicting each other shows in many ways."""
    elsewhere = ("full", "readonly", "unable to open", "disk I/O", "module: fts5")
    return not _is_busy(error) and not any(words in str(error) for words in elsewhere)
