"""Where a server of this user can be found: its token, and the file that says its address."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tui_threads import __version__


def stored_token(file: Path) -> str:
    """The token of this data directory, made at the first start."""
    try:
        token = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        token = ""
    if not token:
        token = secrets.token_urlsafe(32)
        write_private(file, token)
    return token


@contextlib.contextmanager
def announced(server_json: Path, url: str, token: str) -> Iterator[None]:
    """Say in a file where the server is, as long as it is there."""
    address = {"url": url, "token": token, "pid": os.getpid(), "version": __version__}
    write_private(server_json, json.dumps(address))
    try:
        yield
    finally:
        # Never the address of a server that came after us.
        with contextlib.suppress(OSError, ValueError):
            if json.loads(server_json.read_bytes()).get("pid") == os.getpid():
                server_json.unlink()


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Raises:
        OSError: it cannot be written; names the file.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(fresh, file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from error
