"""Code runs in a process of its own, within its limits, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Iterator

import pytest

from tui_threads.server.sandbox import Sandbox, SandboxError

PYTHON = (sys.executable, "-I", "-")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Where code says that it runs; its end of the connection closes when it dies."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        yield listener


def calling(listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"import signal, socket\nline = socket.create_connection(('127.0.0.1', {port}))\n"


async def test_what_is_printed_comes_back_with_its_errors() -> None:
    said = await Sandbox(PYTHON).run("print('Grüße')\n1 / 0")
    assert said.startswith("Grüße\nTraceback") and "ZeroDivisionError" in said


async def test_code_sees_no_environment_and_an_empty_directory_that_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    code = "import os\nprint(sorted(os.environ), os.listdir('.'))\nopen('x', 'w').close()\nprint(os.getcwd())"
    variables, directory = (await Sandbox(PYTHON).run(code)).splitlines()
    # Python itself sets LC_CTYPE where nobody has set a locale.
    assert variables.replace("'LC_CTYPE', ", "") == "['HOME', 'PATH'] []"
    assert not os.path.exists(directory)  # noqa: ASYNC240  # nothing else runs in this loop


async def test_code_that_takes_too_long_is_stopped_and_what_it_printed_is_kept() -> None:
    shell = Sandbox(("sh",), seconds=2)  # begins much sooner than its time is up, on a busy machine too
    said = await shell.run("echo begun\nwhile :; do sleep 9; done")
    assert said == "begun\n\n[The code was stopped after 2 seconds.]"


async def test_code_that_prints_too_much_is_stopped() -> None:
    said = await Sandbox(PYTHON, output_bytes=5000).run("while True: print('x' * 99)")
    assert said.endswith("\n[The code was stopped after 5,000 bytes of output.]")
    assert 5000 <= len(said) < 5100


async def test_processes_that_code_has_started_end_with_it(listener: socket.socket) -> None:
    child = calling(listener) + "print(flush=True)\nline.recv(1)"
    code = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print('over')"
    )
    said = await Sandbox(PYTHON).run(code)
    assert said == "over\n"
    with listener.accept()[0] as line:
        line.settimeout(30)
        assert line.recv(1) == b""


async def test_code_that_is_cut_off_is_killed(listener: socket.socket) -> None:
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nline.send(b'!')\nline.recv(1)"
    running = asyncio.create_task(Sandbox(PYTHON).run(calling(listener) + deaf))
    with (await asyncio.to_thread(listener.accept))[0] as line:
        line.settimeout(30)
        assert await asyncio.to_thread(line.recv, 1) == b"!"
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert line.recv(1) == b""


async def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(SandboxError, match=r"`sandbox_command`.*no-such-sandbox: No such file"):
        await Sandbox(("no-such-sandbox", "--secret")).run("print(1)")


async def test_a_sandbox_that_cannot_start_its_inside_says_why() -> None:
    with pytest.raises(SandboxError, match=r"env: .*no-such-python"):
        await Sandbox(("env", "no-such-python", "-")).run("print(1)")
