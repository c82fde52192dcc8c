"""The whole program under test: app, server and a paced provider, in a home of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ui_provider import MODEL, PacedProvider
from ui_terminal import Terminal
from ui_texts import END

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


def stream_reply(tokens: int, rate: float, letters: str = "") -> Reply:
    """Ask one question in the real app and watch the reply come."""
    with tempfile.TemporaryDirectory() as home:
        provider = PacedProvider(tokens, rate)
        environment = _environment(Path(home), provider.base_url)
        terminal = Terminal(["-m", "tui_threads"], environment)
        try:
            return _watch(terminal, provider, tokens, letters)
        finally:
            terminal.close()
            stop = [sys.executable, "-m", "tui_threads", "server", "stop"]
            subprocess.run(stop, env={**os.environ, **environment}, check=False, capture_output=True)
            provider.shutdown()


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


def _watch(terminal: Terminal, provider: PacedProvider, tokens: int, letters: str) -> Reply:
    terminal.wait_for("Ask anything", 60)
    terminal.drain(2.0, 2.0)
    terminal.type("A question?\r")
    while not provider.begun:
        terminal.drain(0.01, 0.05)
    before, written = terminal.usage(), terminal.written
    echoes = []
    for letter in letters:
        terminal.drain(0.001, 0.08)
        sent = terminal.type(letter)
        echoes.append(terminal.wait_for(letter, 10) - sent)
    seen = terminal.wait_for(END, 200)
    after = terminal.usage()
    duration = time.monotonic() - provider.begun
    return Reply(
        seen - provider.begun,
        seen - provider.ended,
        (after.cpu - before.cpu) / duration,
        (terminal.written - written) / tokens,
        echoes,
    )
