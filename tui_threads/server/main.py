"""`threads-tui serve`: the server as a process, from its socket to its last write."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import socket
import sys
from collections.abc import Iterator, Mapping

from sqlalchemy.exc import DBAPIError

from tui_threads import __version__
from tui_threads.paths import Paths
from tui_threads.server.activity import Activity
from tui_threads.server.address import announced, stored_token
from tui_threads.server.app import create_app
from tui_threads.server.database import UnusableUrl, database_trouble, shown_url
from tui_threads.server.migrations import NewerDatabase
from tui_threads.server.opening import open_state
from tui_threads.server.process import ServerProcess
from tui_threads.settings import ProviderSettings, ServerSettings

_log = logging.getLogger(__name__)


class StartError(Exception):
    """The server cannot start; the message is one sentence that says what to do."""


def serve(server: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths) -> int:
    """Serve until told to end (SIGTERM, SIGINT) or idle; the exit code.

    The first line on standard output is the base URL, once the server listens. What goes wrong before that is
    one sentence on standard error.
    """
    try:
        token = os.environ.get("THREADS_TUI_TOKEN") or stored_token(paths.token_file)
        asyncio.run(_serve(server, providers, paths, token))
    except (StartError, NewerDatabase, UnusableUrl) as error:
        sys.stderr.write(f"threads-tui: {error}\n")
        return 1
    except DBAPIError as error:
        where = shown_url(server.database_url) if server.database_url else paths.server_database
        sys.stderr.write(f"threads-tui: cannot use the database {where}: {database_trouble(error)}\n")
        return 1
    return 0


async def _serve(
    server: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths, token: str
) -> None:
    activity = Activity()
    with _listening(server.host, server.port) as listener, contextlib.ExitStack() as ending:
        port = listener.getsockname()[1]
        url = f"http://{f'[{server.host}]' if ':' in server.host else server.host}:{port}/v1"
        hosts = [server.host] if _is_loopback(listener.getsockname()[0]) else None

        def say_so() -> None:
            _log.info("Version %s serves %s, pid %d", __version__, url, os.getpid())
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()

        async with open_state(server, providers, paths) as state:
            app = create_app(state, token=token, activity=activity, hosts=hosts)
            process = ServerProcess(app, state["runner"], activity, server.idle_minutes * 60)
            process.on_ready = say_so
            listener.listen()  # who reads the address a moment before we are ready waits
            ending.enter_context(announced(paths.server_json, url, token))
            await process.serve(sockets=[listener])
            _log.info("Ended, pid %d", os.getpid())


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Named protocol: only then does asyncio switch Nagle's delay off, 40 ms for each event.
        listener = socket.socket(family, kind, protocol)
    except socket.gaierror as error:
        raise StartError(f"{host} is no address of this machine ({error.strerror}).") from error
    with contextlib.closing(listener):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            raise StartError(_why_not(error, host, port)) from error
        yield listener


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is taken; choose another, or 0 for any free one, with --port "
            "or as `port` under [server]."
        )
    return f"cannot listen on {host}, port {port}: {error.strerror}."
