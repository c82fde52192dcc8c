"""`threads-tui serve` as a person runs it."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Machine
from tui_threads import launcher


@contextmanager
def serving(machine: Machine, *arguments: str, **environ: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`threads-tui serve` in the foreground, with the first line it printed."""
    command = [sys.executable, "-m", "tui_threads", "serve", *arguments]
    process = subprocess.Popen(
        command,
        env={**machine.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def get(url: str, token: str | None = None) -> tuple[int, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_an_address_that_cannot_be_written_down_is_told_in_one_line(bare_machine: Machine) -> None:
    file = bare_machine.paths.server_json
    file.mkdir(parents=True)
    with serving(bare_machine) as (process, url):
        assert (url, process.wait()) == ("", 1)
        assert process.stderr is not None
        (line,) = process.stderr.read().splitlines()
    assert line == f"threads-tui: cannot use {file}: Is a directory."
    assert [left.name for left in file.parent.iterdir() if left.name.startswith(file.name)] == [file.name]


def test_it_prints_its_base_url_first_and_writes_server_json(bare_machine: Machine) -> None:
    with serving(bare_machine, THREADS_TUI_TOKEN="chosen") as (process, url):
        file = bare_machine.paths.server_json
        document = json.loads(file.read_text(encoding="utf-8"))
        assert url.startswith("http://127.0.0.1:") and url.endswith("/v1")
        assert (document["url"], document["token"], document["pid"]) == (url, "chosen", process.pid)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert get(f"{url}/models", "chosen")[0] == 200
        status, body = get(f"{url}/models", "another")
        assert status == 401 and "error" in str(body)
    assert not file.exists()


def test_the_token_is_the_same_after_a_restart(bare_machine: Machine) -> None:
    tokens = []
    for _ in range(2):
        with serving(bare_machine):
            tokens.append(json.loads(bare_machine.paths.server_json.read_bytes())["token"])
    assert tokens[0] == tokens[1]


def test_it_ends_by_sigterm_with_code_0(bare_machine: Machine) -> None:
    with serving(bare_machine) as (process, _):
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_backup_made_while_it_runs_is_a_data_directory(bare_machine: Machine, tmp_path: Path) -> None:
    with serving(bare_machine, THREADS_TUI_TOKEN="t") as (_, url):
        request = urllib.request.Request(
            f"{url}/threads", b"{}", {"Authorization": "Bearer t", "Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            thread = json.load(answer)["id"]
        done = bare_machine.run("backup", str(tmp_path / "copy.zip"))
        assert done.returncode == 0, done.stderr
    shutil.rmtree(bare_machine.paths.data_dir)
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        archive.extractall(bare_machine.paths.data_dir)
    with serving(bare_machine, THREADS_TUI_TOKEN="t") as (_, url):
        assert get(f"{url}/threads/{thread}", "t")[0] == 200
    again = bare_machine.run("backup", str(tmp_path / "copy.zip"))
    assert again.returncode == 1 and "is there already" in again.stderr


def test_a_port_that_is_taken_is_named(bare_machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = bare_machine.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port}" in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_server_on_the_same_threads_is_refused_and_told_where_the_first_is(
    bare_machine: Machine,
) -> None:
    with serving(bare_machine) as (_, url):
        done = bare_machine.run("serve")
    assert done.returncode == 3
    assert url in done.stderr


@pytest.mark.parametrize("damage", [b"this is no database" * 100, b""])
def test_a_database_that_cannot_be_used_is_named_and_left_alone(bare_machine: Machine, damage: bytes) -> None:
    database = bare_machine.paths.server_database
    database.parent.mkdir(parents=True)
    database.write_bytes(damage)
    if not damage:  # an empty file is a new database
        with serving(bare_machine) as (_, url):
            assert url.startswith("http://")
        return
    done = bare_machine.run("serve")
    assert done.returncode == 1
    assert str(database) in done.stderr
    assert "Traceback" not in done.stderr
    assert database.read_bytes() == damage


def test_a_wrong_config_is_named_with_its_line(bare_machine: Machine) -> None:
    bare_machine.paths.config_file.parent.mkdir(parents=True)
    bare_machine.paths.config_file.write_text("[server]\nport = 'x'\n", encoding="utf-8")
    done = bare_machine.run("serve")
    assert done.returncode == 2
    assert "config.toml, line 2" in done.stderr


def test_a_server_is_stopped_while_the_program_that_started_it_goes_on(bare_machine: Machine) -> None:
    paths = bare_machine.paths
    address = launcher.ensure(paths.server_json, paths.server_log_file)  # by this process

    done = bare_machine.run("server", "stop")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("stopped")
    with pytest.raises(ProcessLookupError):
        os.kill(address.pid, 0)
