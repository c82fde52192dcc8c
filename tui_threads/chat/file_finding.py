"""Files that can be meant by a few letters: those below a folder, or those in a folder that is named.

What git ignores is left out where git is there, hidden files unless they are asked for, and names with
control characters, which would be typed into the composer. All of it touches
the disk: not for the loop of a screen.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

_MOST_FILES = 20_000
_WALK_SECONDS = 1.5
_GIT_SECONDS = 5.0
_FRESH_SECONDS = 10.0
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "target", "venv"})


def working_folder() -> Path:
    """The folder the program was started in, or the home where that is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


_HIDDEN = re.compile(r"(^|/)\.")


class FoundFile(NamedTuple):
    """A file or folder, named as the user would go on typing it."""

    path: str
    """Relative to the folder, or as absolute as what was typed; a folder ends with a slash."""
    size: int | None
    """Bytes; None for a folder, or where it cannot be told."""


class FileFinder:
    """Finds files below one folder; what it has seen is kept for a few seconds."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[bool, tuple[float, list[str]]] = {}

    def find(self, word: str, most: int = 50) -> list[FoundFile]:
        """The files meant by a word, best first."""
        if word.startswith(("/", "~", "./", "../")):
            return self._in_folder(word, most)
        hidden = _HIDDEN.search(word) is not None
        return [self._found(path) for path in ranked(self._below(hidden), word)[:most]]

    def _in_folder(self, word: str, most: int) -> list[FoundFile]:
        """Files and folders of the folder that a word names, as far as it is typed."""
        if word == "~":
            return [FoundFile("~/", None)]
        head, _, start = word.rpartition("/")
        folder = self._folder / Path(f"{head}/").expanduser()
        names = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.isprintable() and (entry.name[0] != "." or start.startswith(".")):
                        names.append(entry.name + ("/" if entry.is_dir() else ""))
                    if len(names) == _MOST_FILES:
                        break
        except OSError:
            return []
        return [self._found(f"{head}/{name}") for name in ranked(sorted(names), start)[:most]]

    def _found(self, path: str) -> FoundFile:
        if path.endswith("/"):
            return FoundFile(path, None)
        try:
            return FoundFile(path, (self._folder / Path(path).expanduser()).stat().st_size)
        except OSError:
            return FoundFile(path, None)

    def _below(self, hidden: bool) -> list[str]:
        with self._lock:
            at, paths = self._seen.get(hidden, (float("-inf"), []))
            if self._clock() - at > _FRESH_SECONDS:
                paths = _known_to_git(self._folder, hidden) or _walked(self._folder, hidden)
                self._seen[hidden] = (self._clock(), paths)
        return paths


def ranked(paths: Iterable[str], word: str) -> list[str]:
    """The paths that hold the letters of a word in their order, best first.

    A name that begins with the word comes before one that holds it, then paths that hold it, then names
    and paths that hold its letters with others between.
    """
    if not word:
        return sorted(paths, key=lambda path: (path.rstrip("/").count("/"), path.lower()))
    wanted = word.lower()
    scattered = re.compile(".*?".join(map(re.escape, wanted)))
    found: list[tuple[int, int, str]] = []
    for path in paths:
        low = path.lower()
        if scattered.search(low) is None:
            continue
        name = low.rstrip("/").rpartition("/")[2]
        if name.startswith(wanted):
            rank = 0
        elif wanted in name:
            rank = 1
        elif wanted in low:
            rank = 2
        else:
            rank = 3 if scattered.search(name) else 4
        found.append((rank, len(path), path))
    return [path for _, _, path in sorted(found)]


def _known_to_git(folder: Path, hidden: bool) -> list[str]:
    """What git has and what it does not ignore; nothing where there is no git or no repository.

    The folder may be anybody's: its configuration must not start programs.
    """
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    if done.returncode:
        return []
    names = (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
    kept = (name for name in names if name.isprintable() and (hidden or not _HIDDEN.search(name)))
    return [name for _, name in zip(range(_MOST_FILES), kept, strict=False)]


def _walked(folder: Path, hidden: bool) -> list[str]:
    """Files below a folder, near ones first, until there are many or it takes long."""
    deadline = time.monotonic() + _WALK_SECONDS
    paths: list[str] = []
    waiting = deque([""])
    while waiting and len(paths) < _MOST_FILES and time.monotonic() < deadline:
        below = waiting.popleft()
        try:
            with os.scandir(folder / below) as entries:
                for entry in entries:
                    if not entry.name.isprintable() or (entry.name[0] == "." and not hidden):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name not in _SKIPPED and entry.name != ".git":
                            waiting.append(f"{below}{entry.name}/")
                    else:
                        paths.append(below + entry.name)
        except OSError:
            continue
    return paths[:_MOST_FILES]
