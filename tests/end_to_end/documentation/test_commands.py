"""Every command of the documentation works as it is written, on a machine with a provider that answers."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from tests.chat.importing.other_programs import chatgpt_conversation, chatgpt_zip, elia_file
from tests.end_to_end.conftest import Machine
from tests.end_to_end.documentation.blocks import ROOT, Block, blocks, commands
from tests.end_to_end.documentation.exceptions import (
    ANSWERED,
    FRUITLESS,
    IN_PYTHON,
    LASTING,
    NOT_RUN,
    PYTHON_ELSEWHERE,
    REPLACED,
)
from tui_threads import settings

T = TypeVar("T")

SHELL = blocks("sh", "bash", "console")


def begins(command: str, known: Mapping[str, T]) -> T | None:
    """What a table says of a command."""
    return next((value for start, value in known.items() if command.strip().startswith(start)), None)


RUN = [block for block in SHELL if any(begins(command, NOT_RUN) is None for command in commands(block))]


@pytest.fixture
def desk(scripted_machine: Machine, tmp_path: Path) -> Machine:
    """A machine with the program on its path, standing in a directory with what readers are said to have."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, command in (("threads-tui", "-P -m tui_threads"), ("python3", ""), ("python", "")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {command} "$@"\n')
        script.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "question.txt").write_text("What is a semaphore?\n")
    elia_file(work / "elia.sqlite")
    chatgpt_zip(work / "export.zip", [chatgpt_conversation()])
    environ = {
        **scripted_machine.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "EDITOR": "true",
        "WORK": str(work),
    }
    machine = Machine(environ, scripted_machine.paths)
    shell(machine, "git init -q . && echo one > file.txt && git add file.txt && echo two >> file.txt")
    asked = shell(machine, "threads-tui ask --json --no-stream 'What is a bloom filter?'")
    thread = asked.stdout.split('"thread_id":')[1].split('"')[1]
    return Machine({**environ, "THREAD": thread}, machine.paths)


def shell(machine: Machine, script: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script in the reader's directory; it must succeed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=machine.environ["WORK"],
        env=machine.environ,
        input=answers,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def as_here(command: str) -> str:
    for written, instead in REPLACED:
        command = command.replace(written, instead)
    return command


def last(machine: Machine, command: str, sign: str) -> None:
    """Start what goes on until it is stopped, wait for what it says first, and stop it."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec env {command}"],
        cwd=machine.environ["WORK"],
        env=machine.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=30)
    assert sign in said, f"{command}\n{said}\n{complaint}"


@pytest.mark.parametrize("page", sorted({block.page for block in RUN}))
def test_the_commands_of_a_page_run(desk: Machine, page: str) -> None:
    for block in RUN:
        if block.page == page:
            run(desk, block)


def run(desk: Machine, block: Block) -> None:
    """Run a block: what lasts until it is told what, all else as one script."""
    script = []
    answers = ""
    for command in commands(block):
        if begins(command, NOT_RUN) is not None:
            continue
        sign = begins(as_here(command), LASTING)
        if sign is not None:
            assert desk.run("server", "stop").returncode == 0
            last(desk, as_here(command), sign)
        else:
            code = begins(as_here(command), FRUITLESS)
            script.append(f"{{ {as_here(command)}\n}} || test $? -eq {code}" if code else as_here(command))
            answers += begins(command, ANSWERED) or ""
    if any("$OPENAI_BASE_URL" in command for command in script):
        script.insert(0, 'eval "$(threads-tui server env)"')
    if script:
        shell(desk, "\n".join((f": {block}", *script)), answers)


def test_no_exception_stands_there_for_nothing() -> None:
    written = [command.strip() for block in SHELL for command in commands(block)]
    for start in (*NOT_RUN, *ANSWERED, *FRUITLESS):
        assert any(command.startswith(start) for command in written), start
    for start in LASTING:
        assert any(as_here(command).startswith(start) for command in written), start


PYTHON = [block for block in blocks("python") if block.page not in PYTHON_ELSEWHERE]


@pytest.mark.parametrize("page", sorted({block.page for block in PYTHON}))
def test_the_python_of_a_page_runs_from_top_to_bottom(desk: Machine, page: str) -> None:
    source = "\n".join(block.text for block in PYTHON if block.page == page)
    for written, instead in IN_PYTHON:
        source = source.replace(written, instead)
    program = Path(desk.environ["WORK"]) / "example.py"
    program.write_text(source, encoding="utf-8")
    shell(desk, 'eval "$(threads-tui server env)" && python3 -W ignore::DeprecationWarning example.py')


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_a_block_of_configuration_is_valid(tmp_path: Path, block: Block) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block.text, encoding="utf-8")
    settings.load(file)
