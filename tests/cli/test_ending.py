"""How every command ends: in one form, and quietly where nobody reads any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_threads", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("list", "--nosuch"),
        ("export",),
        ("config", "validate", "/nowhere"),
        ("logs", "--lines", "x"),
    ],
)
def test_what_is_wrong_is_said_in_the_programs_name(own_home: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("threads-tui: ")
    assert "Error:" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("config", "show"), ("config", "show", "--json"), ("--help",), ("completions", "bash")]
)
def test_output_that_nobody_reads_is_no_failure_to_speak_of(
    own_home: Path, arguments: tuple[str, ...]
) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = run(*arguments, stdout=writes)
    finally:
        os.close(writes)
    assert done.returncode == 141
    assert done.stderr == ""
