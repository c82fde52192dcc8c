"""The commands in this process, on a server that is reached by a profile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result

from tests.server.running_server import TOKEN, RunningServer
from tui_threads.cli import cli
from tui_threads.paths import Paths
from tui_threads.settings import ServerSettings


@dataclass(frozen=True)
class Command:
    """`threads-tui` as a user types it, with the profile `far` chosen."""

    base_url: str

    def run(self, *arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["--profile", "far", *arguments], input=answer)

    def ok(self, *arguments: str, answer: str | None = None) -> str:
        """What it printed; it must have gone well."""
        result = self.run(*arguments, answer=answer)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str) -> dict[str, object]:
        told = json.loads(self.ok(*arguments, "--json"))
        assert isinstance(told, dict)
        return told

    def ids(self) -> list[str]:
        """Ids of all threads that `list` knows."""
        return [line.split()[0] for line in self.ok("list", "--archived").splitlines()]


@pytest.fixture
def running() -> Iterator[RunningServer]:
    with RunningServer(ServerSettings(discover=False), {}, Paths.for_user()) as server:
        yield server


@pytest.fixture
def command(running: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Command:
    write_profile(running.base_url)
    monkeypatch.setenv("FAR_KEY", TOKEN)
    return Command(running.base_url)


def write_profile(base_url: str) -> None:
    """Let the profile `far` mean this server."""
    config = Paths.for_user().config_file
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f'[profiles.far]\nbase_url = "{base_url}"\napi_key_env = "FAR_KEY"\n', encoding="utf-8")
