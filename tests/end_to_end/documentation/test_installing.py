"""The README's first command, on a clone and a machine that has nothing: it ends in the open app.

What the program depends on is borrowed from the environment of the tests, the model file was fetched before:
no index is asked.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Machine
from tests.end_to_end.documentation.blocks import ROOT, blocks
from tests.end_to_end.terminal import Terminal

FIRST = next(block for block in blocks("sh") if block.page == "README.md")
OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of --build-isolation
    "PYTHONPATH": sysconfig.get_path("purelib"),
}
PARTS = ("pyproject.toml", "README.md", "LICENSE", "tui_threads")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What of a clone the command needs, and `python3` before it."""
    place = tmp_path / "clone"
    place.mkdir()
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, place)
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return place


def test_it_installs_and_opens(machine: Machine, clone: Path) -> None:
    path = f"{clone.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environ = {**machine.environ, **OFFLINE, "PATH": path}
    with Terminal(["sh", "-c", f'cd "{clone}" && {FIRST.text.strip()}'], environ) as terminal:
        terminal.wait_for("Ask anything", timeout=90)
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
    assert (clone / ".venv" / "bin" / "threads-tui").exists()
