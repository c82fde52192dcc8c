"""`threads-tui serve`: the server as a process, from its socket to its last write."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import uvicorn

from tui_threads import __version__
from tui_threads.paths import Paths
from tui_threads.server.activity import Activity
from tui_threads.server.app import create_app
from tui_threads.server.opening import open_state
from tui_threads.server.state import State
from tui_threads.settings import ProviderSettings, ServerSettings

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LAST_WRITES_SECONDS = 10
_IDLE_LOOK_SECONDS = 1.0


def serve(server: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths) -> int:
    """Serve until told to end (SIGTERM, SIGINT) or idle; the exit code.

    The first line on standard output is the base URL, once the server listens.

    Raises:
        OSError: the address is taken, or a directory cannot be written.
    """
    token = os.environ.get("THREADS_TUI_TOKEN") or stored_token(paths.token_file)
    return asyncio.run(_serve(server, providers, paths, token))


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


def write_private(file: Path, text: str) -> None:
    """Write a file only its owner may read, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(fresh, file)


async def _serve(
    server: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths, token: str
) -> int:
    activity = Activity()
    with _listen(server.host, server.port) as listener:
        hosts = [server.host] if server.host in _LOOPBACK else None
        port = listener.getsockname()[1]
        url = f"http://{f'[{server.host}]' if ':' in server.host else server.host}:{port}/v1"

        @contextlib.asynccontextmanager
        async def announced() -> AsyncIterator[State]:
            async with open_state(server, providers, paths) as state:
                process.state = state
                yield state

        app = create_app(announced, token=token, activity=activity, hosts=hosts)
        process = _Process(app, activity, server.idle_minutes * 60)
        process.on_ready = lambda: _announce(paths.server_json, url, token)
        try:
            await process.serve(sockets=[listener])
        finally:
            _withdraw(paths.server_json)
    return 0 if process.started else 1


@contextlib.contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    with contextlib.closing(listener):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        yield listener


def _announce(server_json: Path, url: str, token: str) -> None:
    address = {"url": url, "token": token, "pid": os.getpid(), "version": __version__}
    write_private(server_json, json.dumps(address))
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


def _withdraw(server_json: Path) -> None:
    """Remove our address, but never the one of a server that came after us."""
    with contextlib.suppress(OSError, ValueError):
        if json.loads(server_json.read_bytes()).get("pid") == os.getpid():
            server_json.unlink()


class _Process(uvicorn.Server):
    """uvicorn with our ends: runs are stopped and kept before connections are waited for."""

    def __init__(self, app: object, activity: Activity, idle_seconds: float) -> None:
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # Starlette is an ASGI application
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_LAST_WRITES_SECONDS,
            )
        )
        self._activity = activity
        self._idle_seconds = idle_seconds
        self.state: State | None = None
        self.on_ready: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def on_tick(self, counter: int) -> bool:
        if self.state is not None and self.state["runner"].count:
            self._activity.touch()
        if self._idle_seconds and self._activity.idle_seconds() > self._idle_seconds:
            return True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.state is not None:
            await self.state["runner"].aclose()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on the usual signals; uvicorn's own way raises them again, past our last lines."""
        loop = asyncio.get_running_loop()
        ends = (signal.SIGINT, signal.SIGTERM)
        for number in ends:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in ends:
                loop.remove_signal_handler(number)
