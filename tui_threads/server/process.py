"""uvicorn with our own beginning and end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from tui_threads.server.activity import Activity
from tui_threads.server.running.runner import Runner

_LAST_ANSWERS_SECONDS = 10


class ServerProcess(uvicorn.Server):
    """Ends when nobody needs it; stops its runs, and keeps their text, before it waits for connections."""

    def __init__(self, app: ASGIApp, runner: Runner, activity: Activity, idle_seconds: float) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
            )
        )
        self._runner = runner
        self._activity = activity
        self._idle_seconds = idle_seconds
        self.on_ready: Callable[[], None] = lambda: None
        """Called once, when connections are taken."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def on_tick(self, counter: int) -> bool:
        if self._runner.count:
            self._activity.touch()
        if self._idle_seconds and self._activity.idle_seconds() > self._idle_seconds:
            return True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._runner.aclose()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on the usual signals; uvicorn's own way raises them again, past our last lines."""
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread gets signals
            return
        loop = asyncio.get_running_loop()
        ends = (signal.SIGINT, signal.SIGTERM)
        for number in ends:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in ends:
                loop.remove_signal_handler(number)
