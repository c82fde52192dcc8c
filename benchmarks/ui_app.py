"""The whole program under test: app, server and a paced provider, in a home of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from ui_provider import MODEL, PacedProvider
from ui_terminal import Terminal
from ui_texts import mixed_texts

from tui_threads import launcher
from tui_threads.api import Profile, ThreadsClient
from tui_threads.launcher import ServerAddress

_CONFIG = """
[server]
fallback_model = "paced/{model}"
discover = false
[providers.paced]
base_url = "{url}"
"""


@dataclass(frozen=True)
class Reply:
    """What one reply cost."""

    seconds: float
    """From the provider's first token to the last one on the screen."""
    lag: float
    """Seconds from the provider's last token to it on the screen."""
    cpu: float
    """Share of a core the app took, 0 to 1."""
    written: float
    """Bytes to the terminal for each token."""
    echoes: list[float]
    """Seconds from a key to its letter, while the reply came."""


class WholeProgram:
    """App and server, with threads that were said before; a context manager.

    Args:
        threads: How many messages each has, by title. The title is also the last word of the thread.
    """

    def __init__(self, **threads: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="threads-tui-benchmark-")
        self.provider = PacedProvider()
        self._environment = _environment(Path(self._folder.name), self.provider.base_url)
        self._threads = threads

    def __enter__(self) -> WholeProgram:
        try:
            self._run("server", "start")
            asyncio.run(_write_threads(self._address(), self._threads))
            self.terminal = Terminal(["-m", "tui_threads"], self._environment)
            self.terminal.wait_for("Ask anything", "local", *self._threads)
            self.terminal.drain(0.5)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if hasattr(self, "terminal"):
            self.terminal.close()
        self._run("server", "stop")
        self.provider.shutdown()
        self._folder.cleanup()

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tui_threads", *arguments],
            env={**os.environ, **self._environment},
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def _address(self) -> ServerAddress:
        (found,) = Path(self._environment["XDG_RUNTIME_DIR"]).rglob("server.json")
        address = launcher.find(found)
        assert address is not None
        return address

    def start_another(self) -> float:
        """Start a second app for the same threads; seconds from its start to its first frame."""
        terminal = Terminal(["-m", "tui_threads"], self._environment)
        try:
            # The cursor stands on the first letter, which is therefore written apart.
            return terminal.wait_for("sk anything", *self._threads) - terminal.started
        finally:
            terminal.close()

    def open(self, title: str) -> float:
        """Open a thread from the list; seconds from Enter to its last word on the screen."""
        terminal = self.terminal
        terminal.type("\x13")
        terminal.drain(0.15)
        terminal.type(f"\x15\x1b[200~{title}\x1b[201~")
        terminal.wait_for(title)
        terminal.drain(0.2)
        sent = terminal.type("\r")
        seconds = terminal.wait_for(f"{title}end", seconds=8) - sent
        terminal.drain(0.3)
        return seconds

    def ask_in_quarters(self, tokens: int, rate: float) -> list[float]:
        """Ask a question; the seconds of processor time the app took for each quarter of the reply."""
        terminal, provider = self.terminal, self.provider
        provider.prepare(tokens, rate)
        terminal.type("A question?\r")
        marks = []
        for quarter in range(5):
            while provider.sent < max(1, tokens * quarter // 4):
                terminal.drain(0.01, 0.02)
            marks.append(terminal.usage().cpu)
        terminal.wait_for(provider.last)
        return [after - before for before, after in pairwise(marks)]

    def ask(self, tokens: int, rate: float, letters: str = "") -> Reply:
        """Ask a question in the thread that is open, and type letters while the reply comes."""
        terminal, provider = self.terminal, self.provider
        provider.prepare(tokens, rate)
        terminal.type("A question?\r")
        while not provider.begun:
            terminal.drain(0.01, 0.05)
        before, written = terminal.usage(), terminal.written
        echoes = []
        for letter in letters:
            terminal.drain(0.001, 0.06)
            sent = terminal.type(letter)
            echoes.append(terminal.wait_for(letter) - sent)
        seen = terminal.wait_for(provider.last, seconds=200)
        after, now = terminal.usage(), time.monotonic()
        terminal.drain(0.5, 5.0)
        return Reply(
            seen - provider.begun,
            seen - provider.ended,
            (after.cpu - before.cpu) / (now - provider.begun),
            (terminal.written - written) / tokens,
            echoes,
        )


def _environment(home: Path, url: str) -> dict[str, str]:
    config = home / "config.toml"
    config.write_text(_CONFIG.format(model=MODEL, url=url))
    run = home / "run"
    run.mkdir(mode=0o700)
    return {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_RUNTIME_DIR": str(run),
        "THREADS_TUI_CONFIG": str(config),
    }


async def _write_threads(address: ServerAddress, threads: dict[str, int]) -> None:
    async with ThreadsClient(Profile(address.url, api_key=address.token)) as client:
        for title, count in threads.items():
            texts = mixed_texts(count, f"{title}end")
            messages = [{"role": role, "content": text} for role, text in texts]
            await client.threads.create(messages=messages, metadata={"title": title})
