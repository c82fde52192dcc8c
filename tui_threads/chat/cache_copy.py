"""Reading a cache where nothing can be written beside it: SQLite itself needs room there even to read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_threads.chat.cache import CacheError

_TRIES = 5
"""Copies that are begun where another program writes meanwhile."""


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of a cache file in the folder for temporary files, which may be written and goes afterwards.

    Raises:
        CacheError: the file cannot be read, or there is no room for a copy either.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="threads-tui-")
    except OSError as error:
        raise CacheError("There is no room for a temporary file either; free some space.") from error
    with folder as name:
        copy = Path(name) / path.name
        try:
            for _ in range(_TRIES):
                before = _stamps(path)
                for file in _files(path):
                    shutil.copyfile(file, copy.with_name(file.name))
                if _stamps(path) == before:
                    break
            else:
                raise CacheError(f"Another program writes {path}; close it and try again.")
        except OSError as error:
            raise CacheError(f"{path} cannot be copied into {name} ({error.strerror}).") from error
        yield copy


def _files(path: Path) -> list[Path]:
    """The database, and what was written and not yet brought into it."""
    return [file for file in (path, path.with_name(f"{path.name}-wal")) if file.exists()]


def _stamps(path: Path) -> list[tuple[int, int]]:
    return [(found.st_mtime_ns, found.st_size) for found in map(os.stat, _files(path))]
