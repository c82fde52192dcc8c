"""`threads-tui web`: serves the page and its parts, each path below the token."""

from __future__ import annotations

import asyncio
import shlex
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from weakref import WeakSet

import textual_serve
from aiohttp import WSCloseCode, web

from tui_threads.web.gate import Gate
from tui_threads.web.session import Place, serve_session

_PAGE = files("tui_threads.web") / "page"
_PARTS = {"page.css": "text/css", "page.js": "text/javascript"}
_HEARTBEAT_SECONDS = 15.0
_TABS = 1000
"""Tabs whose places are remembered."""
_TERMINAL = Path(textual_serve.__file__).parent / "static"


class PageServer:
    """Serves the app to every page that is opened, a process of it to each."""

    def __init__(self, command: Sequence[str], driver: str, token: str, first: Place) -> None:
        self._command = command
        self._first = first
        """What a new tab shows."""
        self._driver = driver
        self._token = token
        self._open: WeakSet[web.WebSocketResponse] = WeakSet()
        self._places: dict[str, Place] = {}
        """What each tab showed last, by the name the page gave the tab."""

    async def serve(self, listener: socket.socket, on_ready: Callable[[], object]) -> None:
        """Serve until the process is told to end (SIGINT, SIGTERM, SIGHUP)."""
        runner = web.AppRunner(self.app(), access_log=None)  # its lines would hold the token
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            ended = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, ended.set)
            on_ready()
            await ended.wait()
        finally:
            await runner.cleanup()

    def app(self) -> web.Application:
        """The routes; whatever they are, the gate stands before them."""
        app = web.Application(middlewares=[Gate(self._token).__call__])
        app.add_routes(
            [
                web.get("/{token}/", self._answer_page),
                web.get("/{token}/ws", self._answer_session),
                web.get(r"/{token}/ws/{tab:[\w-]{1,40}}", self._answer_session),
                web.get("/{token}/page/{part}", self._answer_part),
                web.static(f"/{self._token}/static", _TERMINAL),
            ]
        )
        app.on_shutdown.append(self._close_all)
        return app

    async def _answer_page(self, request: web.Request) -> web.Response:
        page = (_PAGE / "index.html").read_text("utf-8")
        address = f"ws://{request.host}/{self._token}/ws"
        return web.Response(text=page.replace("{{ websocket }}", address), content_type="text/html")

    async def _answer_part(self, request: web.Request) -> web.Response:
        part = request.match_info["part"]
        if part not in _PARTS:
            raise web.HTTPNotFound
        return web.Response(text=(_PAGE / part).read_text("utf-8"), content_type=_PARTS[part])

    async def _answer_session(self, request: web.Request) -> web.StreamResponse:
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
        self._open.add(page)
        tab = request.match_info.get("tab", "")
        before = self._places.get(tab, self._first)
        options = [*_option("--profile", before.profile), *_option("--thread", before.thread_id)]
        # Without a shell in between, what ends the process ends the app.
        command = f"exec {shlex.join([*self._command, *options])}"

        def remember(place: Place) -> None:
            if tab:  # at once: a page that is loaded again does not wait for its old app to end
                self._places.pop(tab, None)
                self._places[tab] = replace(place, profile=place.profile or before.profile)
                if len(self._places) > _TABS:
                    del self._places[next(iter(self._places))]

        if not await serve_session(request, page, command=command, driver=self._driver, tell_place=remember):
            self._places.pop(tab, None)  # a profile that is no more, for one
        return page

    async def _close_all(self, _app: web.Application) -> None:
        for one in set(self._open):
            await one.close(code=WSCloseCode.GOING_AWAY, message=b"the server ends")


def _option(name: str, value: str) -> list[str]:
    return [f"{name}={value}"] if value else []
