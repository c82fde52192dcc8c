"""The two SQLite files: whether they are whole, and of a version this program knows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tui_threads.cli.doctor.findings import Finding, fine, note, wrong
from tui_threads.paths import Paths
from tui_threads.settings import ServerSettings

AREA = "databases"
_PATIENCE = 1.0
_STEPS_BETWEEN_LOOKS = 20_000


def look_at_library(paths: Paths) -> Iterator[Finding]:
    """The app's own file of threads, drafts and what is waiting to be sent."""
    from tui_threads.chat.cache_schema import STEPS

    file = paths.cache_database
    yield _database(
        "library",
        file,
        "PRAGMA user_version",
        len(STEPS),
        "Start the app: it puts the damaged file aside and saves what can be read of it.",
    )
    aside = sorted(file.parent.glob(f"{file.stem}-damaged-*{file.suffix}"))
    if aside:
        yield note(
            AREA, "library, set aside", aside[-1], "It was damaged once; delete this when nothing is missed."
        )


def look_at_server_database(paths: Paths, server: ServerSettings) -> Iterator[Finding]:
    """The local server's file of threads, messages and runs."""
    if server.database_url:
        yield fine(AREA, "server", f"{server.database_url.partition(':')[0]} (checked by the server)")
        return
    if not paths.server_database.exists():
        yield fine(AREA, "server", "none yet")
        return
    from tui_threads.server.migrations import VERSION

    yield _database(
        "server",
        paths.server_database,
        "SELECT version FROM schema_version",
        VERSION,
        "Stop the server and restore a backup, or rescue it with `sqlite3 FILE .recover`.",
    )


def _database(name: str, file: Path, version_query: str, newest: int, advice: str) -> Finding:
    if not file.exists():
        return fine(AREA, name, "none yet")
    size = f"{file.stat().st_size / 1e6:.1f} MB"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as opened:
            (version,) = opened.execute(version_query).fetchone() or (0,)
            if version > newest:
                return wrong(
                    AREA,
                    name,
                    f"version {version}, this program knows {newest}",
                    "A newer threads-tui wrote it: `pip install -U threads-tui`.",
                )
            problems = _quick_check(opened)
    except sqlite3.Error as error:
        return wrong(AREA, name, f"{size}, {error}", advice if _damaged(error) else _unusable(file))
    if problems is None:
        return fine(AREA, name, f"{size}, version {version}, too large to be checked whole in a second")
    if problems:
        return wrong(AREA, name, f"{size}, {problems[0]}", advice)
    return fine(AREA, name, f"{size}, version {version}, whole")


def _quick_check(opened: sqlite3.Connection) -> list[str] | None:
    """What SQLite finds amiss; None where that would take longer than a second."""
    deadline = time.monotonic() + _PATIENCE
    opened.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_LOOKS)
    try:
        said = [str(row[0]) for row in opened.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return None
        raise
    return [] if said == ["ok"] else said


def _damaged(error: sqlite3.Error) -> bool:
    return any(word in str(error) for word in ("malformed", "not a database", "corrupt"))


def _unusable(file: Path) -> str:
    return f"Close other programs that hold {file}, and see that you may read and write it."
