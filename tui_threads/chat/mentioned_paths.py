"""Paths in texts: those a terminal pastes for files that are dropped on it, and those written after `@`."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

_MENTION = re.compile(r"(?<!\S)@(?:\"([^\"\n]+)\"|([^\s\"]+))")
_MOST = 50


def dropped_paths(text: str) -> list[Path]:
    """The files a pasted text names, if it names files and nothing else; touches the disk.

    Terminals quote a path, escape its blanks, leave them as they are or write it as a `file:` address;
    several stand on one line or on one each.
    """
    for parts in (text.strip().splitlines(), _words(text)):
        paths = [_path(part.strip()) for part in parts if part.strip()]
        if paths and len(paths) <= _MOST and all(path is not None and _is_file(path) for path in paths):
            return [path for path in paths if path is not None]
    return []


def mentioned_files(text: str, folder: Path) -> list[Path]:
    """Files that are there and are named after an `@` in a text; touches the disk."""
    found: list[Path] = []
    for match in _MENTION.finditer(text):
        name = match[1] or match[2]
        for tried in dict.fromkeys((name, name.rstrip(".,;:!?)"))):
            path = folder / Path(tried).expanduser()
            if tried and _is_file(path):
                if path not in found:
                    found.append(path)
                break
    return found[:_MOST]


def mentions_any(text: str) -> bool:
    """Whether a text has a word after an `@`."""
    return _MENTION.search(text) is not None


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is not closed
        return []


def _path(part: str) -> Path | None:
    if part.startswith("file://"):
        return Path(unquote(urlsplit(part).path))
    if len(part) > 1 and part[0] in "'\"" and part[-1] == part[0]:
        part = part[1:-1]
    try:
        path = Path(part).expanduser()
    except RuntimeError:  # no such user
        return None
    return path if path.is_absolute() else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or no name at all
        return False
