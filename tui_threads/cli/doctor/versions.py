"""What this program stands on."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata

from tui_threads import __version__
from tui_threads.cli.doctor.findings import Finding, fine, note, wrong

AREA = "versions"
_PACKAGES = ("textual", "httpx", "pydantic", "openai", "starlette", "uvicorn", "SQLAlchemy", "pillow")
_OPTIONAL = {"keyring": "keyring", "textual-serve": "web", "psycopg": "postgresql"}


def look_at_versions() -> Iterator[Finding]:
    """Ours, Python's, the system's, and the packages that bugs are about."""
    yield fine(AREA, "threads-tui", __version__)
    yield fine(AREA, "python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield fine(AREA, "system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield fine(AREA, "sqlite", sqlite3.sqlite_version)
    for package in _PACKAGES:
        yield _package(package)
    for package, extra in _OPTIONAL.items():
        yield _optional(package, extra)


def look_at_keyring() -> Iterator[Finding]:
    """Which keyring of the system would hold keys; none is asked for a key."""
    try:
        import keyring
        from keyring.backends import fail
    except ImportError:
        yield fine(
            "keyring", "backend", "none: keys come from the environment ('threads-tui[keyring]' adds it)"
        )
        return
    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring):
        advice = "The package keyring finds no keyring on this system; keys come from the environment."
        yield note("keyring", "backend", "none", advice)
    else:
        yield fine("keyring", "backend", type(backend).__module__)


def _package(name: str) -> Finding:
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return wrong(AREA, name, "not installed", "Install threads-tui again: a package of it is missing.")
    pinned = _pinned(name)
    if pinned is not None and there != pinned:
        command = f"{sys.executable} -m pip install '{name}=={pinned}'"
        return wrong(AREA, name, f"{there}, made for {pinned}", f"`{command}` brings the right one back.")
    return fine(AREA, name, there)


def _optional(name: str, extra: str) -> Finding:
    try:
        return fine(AREA, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return fine(AREA, name, f"not installed ('threads-tui[{extra}]' adds it)")


def _pinned(name: str) -> str | None:
    """The one version that our own metadata allows, where it allows only one."""
    try:
        required = metadata.requires("threads-tui") or []
    except metadata.PackageNotFoundError:  # run from a directory of sources
        return None
    prefix = f"{name}=="
    return next(
        (line.removeprefix(prefix).split(";")[0].strip() for line in required if line.startswith(prefix)),
        None,
    )
