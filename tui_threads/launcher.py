"""Find, start and stop the local server process.

The server is a detached child: started by the first program that needs it, shared by all later
ones, gone after some idle minutes. It is found through `server.json`, which it writes when it
listens. Standard library only, so that looking for a server costs a start next to nothing.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_START_SECONDS = 30.0
_STOP_SECONDS = 15.0
_LOOK_SECONDS = 0.05
_LONGEST_LINE = 1_000


class LauncherError(Exception):
    """The local server cannot be started or stopped; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """What `server.json` says."""

    url: str
    """Base URL for clients, such as `http://127.0.0.1:41234/v1`."""
    token: str = field(repr=False)
    pid: int
    version: str


def read_address(server_json: Path) -> ServerAddress | None:
    """What the file says, or None where there is none or it is not whole."""
    try:
        document = json.loads(server_json.read_bytes())
        return ServerAddress(
            url=str(document["url"]),
            token=str(document["token"]),
            pid=int(document["pid"]),
            version=str(document["version"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_alive(address: ServerAddress, timeout: float = 2.0) -> bool:
    """Whether a server of ours answers there and takes the token of `server.json`."""
    parts = urlsplit(address.url)
    if parts.hostname is None:
        return False
    # Written out: Python's own HTTP client takes longer to import than the answer to come.
    question = (
        f"HEAD {parts.path}/models HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {address.token}\r\nConnection: close\r\n\r\n"
    )
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), timeout) as connection:
            connection.sendall(question.encode())
            status = connection.makefile("rb").readline(_LONGEST_LINE)
    except OSError:
        return False
    return re.match(rb"HTTP/1\.[01] [23]\d\d ", status) is not None


def find(server_json: Path) -> ServerAddress | None:
    """The server that is running, or None."""
    address = read_address(server_json)
    return address if address is not None and is_alive(address) else None


def ensure(server_json: Path, log_file: Path) -> ServerAddress:
    """Find the server or start it, and wait until it answers. Blocks: call it in a thread.

    Raises:
        LauncherError: it did not start; the message ends with the server's own last words.
    """
    if address := find(server_json):
        return address

    from filelock import FileLock, Timeout  # only who starts a server waits for its import

    try:
        for directory in (server_json.parent, log_file.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(server_json.with_name("launch.lock"), timeout=_START_SECONDS):
            return find(server_json) or _start(server_json, log_file)
    except Timeout as error:
        raise LauncherError(f"Another program is still starting the local server; see {log_file}.") from error
    except OSError as error:
        raise LauncherError(f"Cannot start the local server: {error.strerror} ({error.filename}).") from error


def stop(server_json: Path) -> bool:
    """Ask the server to end, and wait until it has; whether there was one.

    A reply that is being written is kept: the server stores what it has before it goes.

    Raises:
        LauncherError: it is not ours to stop, or it does not end.
    """
    address = find(server_json)
    if address is None:
        return False
    try:
        os.kill(address.pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    except PermissionError as error:
        raise LauncherError(f"The server (pid {address.pid}) belongs to another user.") from error
    deadline = time.monotonic() + _STOP_SECONDS
    while _runs(address.pid):
        if time.monotonic() > deadline:
            raise LauncherError(f"The server (pid {address.pid}) does not end; `kill {address.pid}` ends it.")
        time.sleep(_LOOK_SECONDS)
    return True


def _start(server_json: Path, log_file: Path) -> ServerAddress:
    with open(log_file, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as log:
        log_start = log.tell()
        # -P: the directory the user stands in must not be able to shadow a module.
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "tui_threads", "serve", "--detached"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=Path.home() if Path.home().is_dir() else "/",
        )
    try:
        return _wait_until_it_answers(child, server_json, log_file, log_start)
    finally:
        if child.returncode is None:
            child.returncode = 0  # it outlives us on purpose: no warning for that
            # When it ends before us, it must not seem to run to whoever waits for its end.
            threading.Thread(target=os.waitpid, args=(child.pid, 0), daemon=True).start()


def _wait_until_it_answers(
    child: subprocess.Popen[bytes], server_json: Path, log_file: Path, log_start: int
) -> ServerAddress:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        address = read_address(server_json)
        if address is not None and address.pid == child.pid and is_alive(address):
            return address
        if child.poll() is not None:
            # Another process may have held the server's lock a moment earlier: then that one is it.
            if other := find(server_json):
                return other
            raise LauncherError(f"The local server did not start: {_last_words(log_file, log_start)}")
        time.sleep(_LOOK_SECONDS)
    child.terminate()
    raise LauncherError(f"The local server did not answer within {_START_SECONDS:.0f} s; see {log_file}.")


def _last_words(log_file: Path, start: int) -> str:
    """The last line the server wrote before it ended."""
    with log_file.open("rb") as log:
        log.seek(start)
        lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("threads-tui: ") if lines else f"it said nothing; see {log_file}."


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
