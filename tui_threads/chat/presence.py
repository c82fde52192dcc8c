"""Which apps run on a cache: each holds the lock of a file of its own, which a crash gives back too.

So that of two windows only one sends what waits in a queue: a queued message belongs to the app that
took it, as long as that app runs.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Presence:
    """This app among those that share a cache. The lock is taken when the app's name is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._lock: BaseFileLock | None = None

    def join(self, connection: sqlite3.Connection) -> None:
        """Give statements `this_app()` and `app_runs(name)`."""
        connection.create_function("this_app", 0, self.name)
        connection.create_function("app_runs", 1, self.runs)

    def name(self) -> str:
        """What this app is called, from now on until `leave`."""
        if self._lock is None:
            from filelock import FileLock

            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / self._name, thread_local=False)
            lock.acquire(timeout=0)
            self._lock = lock
        return self._name

    def runs(self, name: str) -> bool:
        """Whether an app of this name runs."""
        if name == self._name:
            return True
        if not name.isalnum():
            return False
        from filelock import FileLock, Timeout

        file = self._folder / name
        if not file.exists():
            return False
        try:
            with FileLock(file, timeout=0):
                file.unlink(missing_ok=True)
        except (Timeout, PermissionError):  # where a file cannot be removed, somebody holds it
            return True
        return False

    def leave(self) -> None:
        """This app ends."""
        if self._lock is not None:
            self._lock.release()
            (self._folder / self._name).unlink(missing_ok=True)
            self._lock = None
