"""Where files that can be imported are likely to lie on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_data_path

_NEWEST = 5


def likely_sources(home: Path) -> Iterator[tuple[Path, str]]:
    """Files that are there, each with what it seems to be by its name and place.

    elia and oterm keep their databases in the user's data directory (their `locations.py` and
    `store.py`); a ChatGPT data export is a zip that the browser saves.
    """
    for path, words in (
        (user_data_path("elia") / "elia.sqlite", "chats of elia"),
        (home / ".local" / "share" / "elia" / "elia.sqlite", "chats of elia"),
        (user_data_path("oterm") / "store.db", "chats of oterm"),
        (home / ".local" / "share" / "oterm" / "store.db", "chats of oterm"),
    ):
        if path.is_file():
            yield path, words
    for folder in (home / "Downloads", Path.cwd()):
        yield from _in_folder(folder)


def _in_folder(folder: Path) -> Iterator[tuple[Path, str]]:
    found: list[tuple[float, Path, str]] = []
    for pattern, words in (
        ("*.zip", "an archive, perhaps a ChatGPT export"),
        ("conversations*.json", "conversations of ChatGPT"),
        ("threads*.json", "threads"),
    ):
        found += [(path.stat().st_mtime, path, words) for path in _globbed(folder, pattern)]
    for _, path, words in sorted(found, reverse=True)[:_NEWEST]:
        yield path, words


def _globbed(folder: Path, pattern: str) -> list[Path]:
    try:
        return [path for path in folder.glob(pattern) if path.is_file()]
    except OSError:
        return []
