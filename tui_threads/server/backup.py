"""A whole copy of what the server keeps, made while it runs: the database and the bytes of files, in one ZIP.

Unpacked into an empty data directory it is what it was.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from tui_threads.paths import Paths


class BackupError(Exception):
    """There is no backup; the message is one sentence that says what to do."""


def backup(paths: Paths, target: Path) -> None:
    """Write the copy, whole or not at all. Blocks: call it in a thread.

    Args:
        target: the ZIP to write; only its owner may read it.

    Raises:
        BackupError: there is nothing to copy yet, `target` is there already, or the disk refuses.
    """
    if not paths.server_database.is_file():
        raise BackupError(f"There is no database at {paths.server_database} to back up.")
    if target.exists():
        raise BackupError(f"{target} is there already; choose another name.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as folder:
            packed = Path(folder) / "backup.zip"
            _pack(paths, Path(folder) / "server.db", packed)
            os.replace(packed, target)
    except (OSError, sqlite3.Error) as error:
        if "malformed" in str(error):
            raise BackupError(f"{paths.server_database} is damaged; it cannot be read whole.") from error
        words = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BackupError(f"Cannot write {target}: {words}.") from error


def _pack(paths: Paths, snapshot: Path, packed: Path) -> None:
    # The database comes first: the bytes of every file that it names are there by then.
    with contextlib.closing(sqlite3.connect(paths.server_database)) as source:
        _look_into(source, paths.server_database)
        with contextlib.closing(sqlite3.connect(snapshot)) as copy:
            source.backup(copy)
    snapshot.chmod(0o600)  # what unpacks it goes by the mode in the archive
    os.close(os.open(packed, os.O_CREAT | os.O_WRONLY, 0o600))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(snapshot, "server.db")
        for file in sorted(paths.files_dir.glob("file-*")):
            try:
                archive.write(file, f"files/{file.name}")
            except FileNotFoundError:  # deleted meanwhile
                continue
            except PermissionError as error:
                raise BackupError(f"Cannot read {file}: {error.strerror}.") from error


def _look_into(source: sqlite3.Connection, path: Path) -> None:
    """See that the database can be read, before what follows is laid to the target's charge."""
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"Cannot read {path}: {error}.") from error
