"""A page without a browser: tells `threads-tui web` what its page would, and reads the screen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import aiohttp
import pyte

from tests.end_to_end.conftest import Machine

PATIENCE = 60.0


@dataclass
class Web:
    """A running `threads-tui web`."""

    url: str
    """The page's address, with the token."""
    process: subprocess.Popen[str] = field(repr=False)

    @property
    def origin(self) -> str:
        return "/".join(self.url.split("/")[:3])

    @property
    def token(self) -> str:
        return self.url.split("/")[3]


@contextmanager
def serving(machine: Machine, *arguments: str) -> Iterator[Web]:
    """`threads-tui web ARGUMENTS`, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui_threads", "web", *arguments],
        env=machine.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), process.communicate(timeout=10)
        yield Web(url, process)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


class Page:
    """One open page of 100 x 30."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def send(self, keys: str) -> None:
        await self._socket.send_json(["stdin", keys])

    async def send_text(self, text: str) -> None:
        """Send what no page would."""
        await self._socket.send_str(text)

    async def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Read until the screen holds the text."""
        found = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        try:
            async with asyncio.timeout(PATIENCE):
                while not found(self.text):
                    message = await self._socket.receive()
                    assert message.type is aiohttp.WSMsgType.BINARY, f"{message}:\n{self.text}"
                    self._stream.feed(message.data)
        except TimeoutError as error:
            raise AssertionError(f"no {wanted!r} on the screen:\n{self.text}") from error
        return self.text

    async def wait_for_end(self) -> None:
        """Read until the other side closes the page."""
        async with asyncio.timeout(PATIENCE):
            async for message in self._socket:
                assert message.type is aiohttp.WSMsgType.BINARY


@asynccontextmanager
async def page(web: Web, tab: str = "") -> AsyncIterator[Page]:
    """Open a page, as the browser does in the tab of that name."""
    address = f"{web.url.replace('http', 'ws', 1)}ws{tab and '/' + tab}?width=100&height=30"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, origin=web.origin, max_msg_size=0) as socket,
    ):
        yield Page(socket)
