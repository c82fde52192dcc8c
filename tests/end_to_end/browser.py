"""A real browser for tests: Chromium without a window, driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pyte

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PATIENCE = 60.0
BINARY = 2


def find_browser() -> str | None:
    """A Chromium or Chrome of this machine; `CHROMIUM` names another."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (str(_MAC) if _MAC.exists() else None)


class Browser:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._count = 0
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.complaints: list[str] = []
        """Errors of the page, refusals of its policy and requests that failed."""

    @property
    def text(self) -> str:
        """What the terminal in the page shows, by what the page was sent."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def wait_for_text(self, wanted: str) -> None:
        """Wait until the terminal in the page shows it, drawn."""
        try:
            async with asyncio.timeout(PATIENCE):
                while wanted not in self.text:
                    await self.ask("new Promise(requestAnimationFrame)")
        except TimeoutError as error:
            raise AssertionError(f"no {wanted!r} in the page:\n{self.text}") from error
        await self.ask("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    async def call(self, method: str, **parameters: object) -> dict[str, object]:
        """One command of the protocol, and its result."""
        self._count += 1
        number = self._count
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = json.loads((await self._socket.receive()).data)
                self._note(answer)
                if answer.get("id") == number:
                    assert "error" not in answer, answer
                    return cast("dict[str, object]", answer["result"])

    async def open(self, url: str) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def reload(self) -> None:
        self._screen.reset()
        await self.call("Page.reload")

    async def ask(self, script: str) -> object:
        """What an expression gives in the page."""
        answer = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        result = cast("dict[str, object]", answer["result"])
        assert "exceptionDetails" not in answer, answer
        return result.get("value")

    async def wait_for(self, script: str) -> None:
        """Wait until an expression is true in the page."""
        async with asyncio.timeout(PATIENCE):
            while not await self.ask(f"new Promise(requestAnimationFrame).then(() => {script})"):
                pass

    async def type(self, text: str) -> None:
        """Type as a person does, key by key; a line feed is Enter."""
        for letter in text:
            key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
            if letter != "\n":
                key = {"key": letter, "text": letter}
            await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **{**key, "text": ""})

    async def picture(self) -> bytes:
        """The page as PNG."""
        answer = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(str(answer["data"]))

    def _note(self, answer: dict[str, object]) -> None:
        method, parameters = answer.get("method"), answer.get("params")
        if not isinstance(parameters, dict):
            return
        if method == "Network.webSocketCreated":
            query = parse_qs(urlsplit(parameters["url"]).query)
            self._screen.resize(int(query["height"][0]), int(query["width"][0]))
        elif method == "Network.webSocketFrameReceived" and parameters["response"]["opcode"] == BINARY:
            self._stream.feed(base64.b64decode(parameters["response"]["payloadData"]))
        elif method in ("Runtime.exceptionThrown", "Network.loadingFailed"):
            self.complaints.append(json.dumps(parameters))
        elif method == "Log.entryAdded":
            entry = parameters["entry"]
            if entry["level"] == "error":
                self.complaints.append(json.dumps(entry))


@asynccontextmanager
async def browsing(program: str) -> AsyncIterator[Browser]:
    """A browser with an empty profile and one tab, until the block ends."""
    with _started(program) as port:
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
            async with session.ws_connect(tabs[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Browser(socket)


@contextmanager
def _started(program: str) -> Iterator[str]:
    """The port of its DevTools."""
    with tempfile.TemporaryDirectory(prefix="threads-tui-browser-", ignore_cleanup_errors=True) as profile:
        options = [
            "--headless=new",
            "--no-sandbox",  # a container's user may have no rights to make one
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "--window-size=1200,800",
        ]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen([program, *options, "about:blank"], stdout=quiet, stderr=quiet)
        try:
            yield _port(Path(profile) / "DevToolsActivePort", process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def _port(file: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the browser listens, as it writes into its profile."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the browser does not start"
        with suppress(FileNotFoundError):
            if lines := file.read_text().splitlines():
                return lines[0]
        time.sleep(0.05)
    raise AssertionError("the browser does not say where it listens")
