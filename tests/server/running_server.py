"""The real app on a real loopback socket, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from tui_threads.paths import Paths
from tui_threads.server.activity import Activity
from tui_threads.server.app import create_app
from tui_threads.server.opening import open_state
from tui_threads.server.process import ServerProcess
from tui_threads.server.state import State
from tui_threads.settings import ProviderSettings, ServerSettings

TOKEN = "token-of-the-test"
_PATIENCE = 30.0


class RunningServer:
    """`with RunningServer(settings, providers, paths) as server:` then talk to `server.base_url`."""

    def __init__(
        self, settings: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths
    ) -> None:
        self._settings = settings
        self._providers = providers
        self._paths = paths
        self._ready: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: ServerProcess | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.state: State | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._ready.result(_PATIENCE)}/v1"

    def call(self, work: object) -> None:
        """Run a coroutine on the server's own loop."""
        assert self._loop is not None and asyncio.iscoroutine(work)
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result(_PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with open_state(self._settings, self._providers, self._paths) as state:
            self.state = state
            app = create_app(state, token=TOKEN, activity=Activity(), hosts=[])
            with socket.socket(proto=socket.IPPROTO_TCP) as listener:
                # Small, so that the server soon feels a reader that does not read.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
                listener.bind(("127.0.0.1", 0))
                self._server = ServerProcess(app, state["runner"], Activity(), idle_seconds=0)
                self._server.on_ready = lambda: self._ready.set_result(listener.getsockname()[1])
                await self._server.serve(sockets=[listener])
