"""`threads-tui login` and `logout`: where a key goes, and where it never shows."""

from __future__ import annotations

import sys

import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest
from click.testing import CliRunner, Result

from tui_threads.cli import cli
from tui_threads.paths import Paths

FILE = """\
[profiles.team]
base_url = "https://team.invalid/v1"
[profiles.azure]
base_url = "https://azure.invalid/v1"
token_command = ["az"]
[profiles.named]
base_url = "https://named.invalid/v1"
api_key_env = "NAMED_KEY"
[providers.work]
base_url = "https://work.invalid/v1"
api_key_env = "WORK_KEY"
[providers.open]
base_url = "https://open.invalid/v1"
"""


class SystemKeyring(keyring.backend.KeyringBackend):
    """A system's keyring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, own_home: object) -> SystemKeyring:
    config = Paths.for_user().config_file
    config.parent.mkdir(parents=True)
    config.write_text(FILE, encoding="utf-8")
    backend = SystemKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    return backend


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, arguments, input=given)


@pytest.mark.parametrize(
    ("arguments", "user"),
    [
        (("team",), "team"),
        (("named",), "named"),
        (("--provider", "work"), "WORK_KEY"),
    ],
)
def test_a_key_is_kept_where_it_is_looked_for_and_taken_out_again(
    system: SystemKeyring, arguments: tuple[str, ...], user: str
) -> None:
    done = run("login", *arguments, given="sk-secret\n")
    assert done.exit_code == 0, done.output
    assert system.entries == {("threads-tui", user): "sk-secret"}
    assert "sk-secret" not in done.output

    assert run("logout", *arguments).exit_code == 0
    assert system.entries == {}
    again = run("logout", *arguments)
    assert again.exit_code == 1
    assert "holds no key" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "No profile 'nobody'; known are: azure, named, team."),
        (("work",), "Give --provider for a provider."),
        (("--provider", "nobody"), "No provider 'nobody'; known are: open, work."),
        (("local",), "needs no key"),
        (("azure",), "has a token_command"),
        (("--provider", "open"), "Add `api_key_env = 'OPEN_API_KEY'` below [providers.open]"),
    ],
)
def test_what_takes_no_key_is_refused_before_a_key_is_asked_for(
    system: SystemKeyring, arguments: tuple[str, ...], said: str
) -> None:
    refused = run("login", *arguments, given="sk-secret\n")
    assert refused.exit_code == 2
    assert said in " ".join(refused.stderr.split())
    assert system.entries == {}


@pytest.mark.parametrize("given", ["", "\n", "two words\n", "sch\u00f6n\n", "one\ntwo\n"])
def test_what_is_no_key_is_not_kept_and_not_repeated(system: SystemKeyring, given: str) -> None:
    refused = run("login", "team", given=given)
    assert refused.exit_code == 2
    assert system.entries == {}
    assert "words" not in refused.output


def test_a_variable_that_stands_above_is_told(system: SystemKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMED_KEY", "sk-other")
    done = run("login", "named", given="sk-secret\n")
    assert "NAMED_KEY is set and stands above it" in done.stderr
    assert "sk-other" not in done.output


def test_a_locked_keyring_is_to_be_unlocked(system: SystemKeyring) -> None:
    system.locked = True
    refused = run("login", "team", given="sk-secret\n")
    assert refused.exit_code == 1
    assert "Unlock it and try again" in refused.stderr


def test_a_system_without_keyring_is_told_of_the_variable(
    system: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]  # keyring's own
    monkeypatch.setattr(keyring.core, "_keyring_backend", nothing)
    refused = run("login", "--provider", "work", given="sk-secret\n")
    assert refused.exit_code == 1
    assert "no keyring that can be used; set WORK_KEY in the environment" in refused.stderr


def test_without_the_package_the_way_to_it_is_told(
    system: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    refused = run("login", "team", given="sk-secret\n")
    assert refused.exit_code == 1
    assert "pip install 'threads-tui[keyring]'" in refused.stderr
