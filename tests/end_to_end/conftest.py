"""Real processes in a home of their own: the app in a terminal, the server in the background."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from tests.end_to_end.terminal import Terminal
from tests.server.providers.scripted import ScriptedEndpoint
from tui_threads import launcher
from tui_threads.paths import Paths


@dataclass(frozen=True)
class Machine:
    """One person's machine: an environment, its places, and the commands run there."""

    environ: dict[str, str]
    paths: Paths

    def run(self, *arguments: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run `threads-tui ARGUMENTS` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tui_threads", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def open(self, *arguments: str, columns: int = 120, rows: int = 40) -> Terminal:
        """Start `threads-tui ARGUMENTS` in a terminal."""
        command = [sys.executable, "-m", "tui_threads", *arguments]
        return Terminal(command, self.environ, columns=columns, rows=rows)

    def script(self, source: str, *arguments: str, timeout: float = 60.0) -> str:
        """Run a Python script of the user's; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", source, *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def server(self) -> launcher.ServerAddress:
        """The server in the background, started where it does not run."""
        if running := launcher.find(self.paths.server_json):
            return running
        started = self.run("server", "start")
        assert started.returncode == 0, started.stderr
        address = launcher.find(self.paths.server_json)
        assert address is not None
        return address


@pytest.fixture
def bare_machine(own_home: Path) -> Iterator[Machine]:
    """A machine on which nothing was ever done: no model, no thread, no server."""
    outside = ("NO_COLOR", "COLUMNS", "LINES")  # a test runner may set them for itself
    environ = {name: value for name, value in os.environ.items() if name not in outside}
    machine = Machine(environ, Paths.for_user())
    yield machine
    end_server(machine.paths)


@pytest.fixture
def machine(bare_machine: Machine, model_file: Path) -> Machine:
    """A machine that has the small model already."""
    place(model_file, bare_machine.paths.models_dir / "smollm2-135m.gguf")
    return bare_machine


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """A provider that answers as the test says."""
    with ScriptedEndpoint() as scripted:
        yield scripted


@pytest.fixture
def scripted_machine(bare_machine: Machine, endpoint: ScriptedEndpoint) -> Machine:
    """A machine whose server asks the scripted provider."""
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text(
        f"""
        [server]
        fallback_model = "scripted/tiny"
        discover = false
        [providers.scripted]
        base_url = "{endpoint.base_url}"
        """,
        encoding="utf-8",
    )
    return bare_machine


def end_server(paths: Paths) -> None:
    """End the server of these places, also one that is only starting: it holds the lock already."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        launcher.stop(paths.server_json)
        try:
            with FileLock(paths.server_lock, timeout=0.1):
                return
        except (Timeout, OSError):  # it has the lock, or there never was a data directory
            if not paths.data_dir.is_dir():
                return
    raise AssertionError(f"the server of {paths.data_dir} does not end")


def place(model_file: Path, destination: Path) -> None:
    """Lay the model where it belongs, without a second copy where the disk allows it."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(model_file, destination)
    except OSError:
        shutil.copyfile(model_file, destination)
