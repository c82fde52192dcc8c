"""The cache: one SQLite file per user, read and written in one thread of its own.

`Cache.read` and `Cache.now` serve the moments that may not wait: the first frame, and the last draft at
quitting; `Cache.read_beside` the opening of a thread. Everything else goes through `Cache.run`, off the
event loop. What is read and written stands in `thread_rows`, `mirror` and `outbox`, as plain functions of a
connection.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tui_threads.chat.cache_file import damage_mark, is_damage, is_full, is_locked_up, open_cache_file
from tui_threads.chat.presence import Presence

_P = ParamSpec("_P")
_T = TypeVar("_T")


class CacheError(Exception):
    """The cache cannot be read or written; the message is one sentence that says what to do."""


class UnwritableError(CacheError):
    """Nothing can be written where the cache lies; what it holds can still be read from a copy."""


class Cache:
    """An open cache file. Two processes may hold the same file."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, presence: Presence, mended: str | None = None
    ) -> None:
        self._connection = connection
        self._path = path
        self._beside: sqlite3.Connection | None = None
        """A second connection, for what may not even wait for this program."""
        self._presence = presence
        self._turn = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache")
        self.mended = mended
        """A sentence for the user when a damaged file was set aside, else None."""

    @classmethod
    def open(cls, path: Path) -> Cache:
        """Open or create the file; a damaged one is set aside and what can be read of it is kept.

        Raises:
            CacheError: the file is locked, unreadable, or from a newer version.
        """
        try:
            presence = Presence(path.with_name(f"{path.name}-apps"))
            connection, mended = open_cache_file(path, presence)
        except sqlite3.Error as error:
            raise _told(error, path) from error
        except OSError as error:
            raise UnwritableError(
                f"Cannot open {path}: {error.strerror}. Check the folder's permissions."
            ) from error
        return cls(connection, path, presence, mended)

    @property
    def path(self) -> Path:
        """The file, for those that open it beside this."""
        return self._path

    async def run(
        self, work: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do `work` in one transaction, off the event loop.

        Raises:
            CacheError: the disk is full, the file locked or damaged; nothing of `work` was written.
        """
        call = asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: self.now(work, *args, **kwargs)
        )
        return await asyncio.shield(call)

    def now(
        self, work: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do `work` in one transaction, here and at once. Raises `CacheError`."""
        return self._do("BEGIN IMMEDIATE", lambda: work(self._connection, *args, **kwargs))

    def read(
        self, work: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do `work` that only reads, here and at once; another program's writing does not hold it up."""
        return self._do("BEGIN", lambda: work(self._connection, *args, **kwargs))

    def read_beside(
        self, work: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do `work` that only reads, here and at once; not even what is being written here holds it up.

        It belongs to the event loop's thread, and sees what was written by then.

        Raises:
            CacheError: the file cannot be read.
        """
        try:
            if self._beside is None:
                self._beside = sqlite3.connect(self._path, timeout=0, check_same_thread=False)
                self._beside.execute("PRAGMA query_only = ON")
            return work(self._beside, *args, **kwargs)
        except sqlite3.Error as error:
            raise _told(error, self._path) from error

    def _do(self, begin: str, work: Callable[[], _T]) -> _T:
        with self._turn:
            try:
                self._connection.execute(begin)
                result = work()
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise _told(error, self._path) from error
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        return result

    def set_patience(self, seconds: float) -> None:
        """How long to wait for another program that holds the file."""
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def close(self) -> None:
        """Wait for what is under way, then close the file."""
        self._thread.shutdown(wait=True)
        if self._beside is not None:
            self._beside.close()
        self._connection.close()
        self._presence.leave()


def _told(error: sqlite3.Error, path: Path) -> CacheError:
    text = str(error)
    if is_damage(error):
        damage_mark(path).touch()
        return CacheError(f"{path} is damaged; start threads-tui again, and what can be saved of it will be.")
    if "locked" in text or "busy" in text:
        return CacheError(f"Another program holds {path}; close it and try again.")
    if "newer" in text:
        return CacheError(text)
    if is_full(error):
        return UnwritableError(
            f"The disk that holds {path} is full or fails ({text}); free some space and try again."
        )
    if is_locked_up(error):
        return UnwritableError(f"Cannot write {path}; check the permissions of the file and its folder.")
    return CacheError(f"Cannot use {path} ({text}); move the file away and start again.")
