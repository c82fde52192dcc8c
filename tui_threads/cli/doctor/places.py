"""The places on the disk: whether they can be used, by whom, and how much room is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tui_threads.cli.doctor.findings import Finding, fine, note, wrong
from tui_threads.paths import Paths
from tui_threads.settings import SettingsError

AREA = "places"
_TIGHT, _FULL = 500_000_000, 20_000_000


def look_at_places(paths: Paths) -> Iterator[Finding]:
    """Every directory this program writes to, and the files that must be private."""
    places = {
        "data": paths.data_dir,
        "state": paths.state_dir,
        "cache": paths.cache_dir,
        "runtime": paths.runtime_dir,
    }
    for name, place in places.items():
        yield _place(name, place)
    yield _room(paths.data_dir)
    for private in (paths.token_file, paths.server_json):
        if (finding := _private(private)) is not None:
            yield finding
    for name, file in (("log", paths.log_file), ("server log", paths.server_log_file)):
        yield fine(AREA, name, f"{file} ({file.stat().st_size:,} bytes)" if file.is_file() else "none yet")


def look_at_configuration(paths: Paths, problem: SettingsError | None) -> Iterator[Finding]:
    """Whether `config.toml` can be used."""
    file = paths.config_file
    if problem is None:
        yield fine("configuration", "file", file if file.exists() else f"{file} (none: the defaults)")
        return
    for sentence in problem.problems or (str(problem),):
        advice = f"{sentence} `threads-tui config edit` opens it."
        yield wrong("configuration", "file", file, advice)


def _place(name: str, place: Path) -> Finding:
    """A directory that is not there yet is made by the first start, if the one above it allows that."""
    there = next(above for above in (place, *place.parents) if above.exists())
    if not there.is_dir():
        return wrong(AREA, name, place, f"{there} is a file where a directory is needed; move it away.")
    if not os.access(there, os.W_OK | os.X_OK):
        return wrong(
            AREA, name, place, f"You may not write in {there}; `chmod u+rwx` or its owner mends that."
        )
    return fine(AREA, name, place if there == place else f"{place} (made when needed)")


def _room(place: Path) -> Finding:
    there = next(above for above in (place, *place.parents) if above.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:.1f} GB free"
    if free < _FULL:
        return wrong(AREA, "room", said, "Free some space; nothing can be stored without it.")
    if free < _TIGHT:
        return note(AREA, "room", said, "Free some space; the small model alone needs 0.2 GB to be fetched.")
    return fine(AREA, "room", said)


def _private(file: Path) -> Finding | None:
    """A file with the server's token may be read by its owner alone."""
    if os.name != "posix" or not file.exists():
        return None
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        return wrong(AREA, file.name, f"mode {mode:o}", f"Others may read the token: `chmod 600 {file}`.")
    return fine(AREA, file.name, f"mode {mode:o}")
