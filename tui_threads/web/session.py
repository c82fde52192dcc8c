"""One open page: a process of the app, its screen sent to the browser, keys and mouse sent back."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_log = logging.getLogger(__name__)

_LEAVE_SECONDS = 10.0
_MOST_CELLS = 1000
_TERMINAL_VARIABLES = frozenset(
    {
        "KITTY_PID",
        "KITTY_WINDOW_ID",
        "KONSOLE_VERSION",
        "LINES",
        "STY",
        "TMUX",
        "TMUX_PANE",
        "WEZTERM_PANE",
        "ZELLIJ",
    }
)
"""What says of the terminal that `threads-tui web` was started in what the browser cannot do."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the app shows."""

    profile: str = ""
    """Name of the server profile; empty for the one that the app began with."""
    thread_id: str = ""
    """Empty for a new thread."""


class BrowserApp(AppService):
    """The app's process; when it ends, by itself or not, the page is told."""

    driver = ""
    """What draws in that process, as Textual names it: `module:class`."""
    tell_place: Callable[[Place], object]
    """Told what is shown, whenever that is another place."""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        inherited = super()._build_environment(width, height)
        return {
            **{name: value for name, value in inherited.items() if name not in _TERMINAL_VARIABLES},
            "TEXTUAL_DRIVER": self.driver,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self.remote_close()

    async def on_meta(self, data: bytes) -> None:
        match _parsed(data):
            case {"type": "place", "profile": str(profile), "thread": str(thread_id)}:
                self.tell_place(Place(profile, thread_id))
            case _:
                await super().on_meta(data)

    @property
    def ended_well(self) -> bool:
        """Whether its process did not end by itself with an error."""
        return self._process is None or (self._process.returncode or 0) <= 0

    async def leave(self) -> None:
        """Ask the app to end, which keeps the draft, and see that it does."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop(), _LEAVE_SECONDS)
            return
        _log.warning("An app did not end in %d s and was killed", _LEAVE_SECONDS)
        if self._process is not None:
            self._process.kill()


async def serve_session(
    request: web.Request,
    socket: web.WebSocketResponse,
    *,
    command: str,
    driver: str,
    tell_place: Callable[[Place], object],
) -> bool:
    """Answer the page's websocket until the page is closed or the app quits; whether it ended well.

    Args:
        command: a command line for a shell that starts the app.
        driver: what draws in it, as `module:class`.
        tell_place: told what is shown, from the first drawing on.
    """
    await socket.prepare(request)

    async def close() -> None:
        await socket.close()

    app = BrowserApp(
        command,
        write_bytes=socket.send_bytes,
        write_str=socket.send_str,
        close=close,
        download_manager=DownloadManager(),
    )
    app.driver, app.tell_place = driver, tell_place
    _log.info("A page was opened")
    await app.start(_cells(request.query, "width", 80), _cells(request.query, "height", 24))
    try:
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await _hand_over(message.data, socket, app)
    finally:
        await app.leave()
        _log.info("A page was closed")
    return app.ended_well


async def _hand_over(text: str, socket: web.WebSocketResponse, app: AppService) -> None:
    """Give one message of the page to the app; what has not the form of one is left out."""
    match _parsed(text):
        case ["stdin", str(keys)]:
            await app.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await app.set_terminal_size(min(max(width, 1), _MOST_CELLS), min(max(height, 1), _MOST_CELLS))
        case ["ping", str(stamp)]:
            await socket.send_json(["pong", stamp])
        case ["blur", *_]:
            await app.blur()
        case ["focus", *_]:
            await app.focus()


def _parsed(text: str | bytes) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return None
    return parsed


def _cells(query: Mapping[str, str], name: str, otherwise: int) -> int:
    said = query.get(name, "")
    return min(int(said), _MOST_CELLS) if said.isdecimal() and int(said) > 0 else otherwise
