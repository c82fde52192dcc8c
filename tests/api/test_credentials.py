"""Where a key comes from, and that it shows nowhere else."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import keyring.backend
import keyring.errors
import pytest

from tests.api.loopback import Loopback, TestClock, error_reply, json_reply
from tui_threads.api import CredentialsError, Profile, ThreadsClient
from tui_threads.settings import ProfileSettings

FOUND = json_reply({"id": "thread_1"})


def authorizations(server: Loopback) -> list[str | None]:
    return [request.headers.get("authorization") for request in server.received]


def command(tmp_path: Path, *outputs: str) -> tuple[str, ...]:
    """A program that prints these, one a run."""
    script = tmp_path / "token.py"
    listed = tmp_path / "outputs.json"
    listed.write_text(json.dumps(outputs))
    script.write_text(
        "import json, pathlib, sys\n"
        f"listed = pathlib.Path({str(listed)!r})\n"
        "first, *rest = json.loads(listed.read_text())\n"
        "listed.write_text(json.dumps(rest or [first]))\n"
        "print(first)\n"
    )
    return (sys.executable, str(script))


def jwt(expires_at: float) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": expires_at}).encode()).decode().rstrip("=")
    return f"head.{claims}.sign"


async def test_a_key_of_the_environment_is_sent_as_a_bearer_token(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    profile = Profile(server.url, api_key_env="THE_KEY")
    async with ThreadsClient(profile, environ={"THE_KEY": " secret\n"}) as client:
        await client.threads.create()
    assert authorizations(server) == ["Bearer secret"]


async def test_a_missing_variable_is_named(server: Loopback) -> None:
    async with ThreadsClient(Profile(server.url, api_key_env="THE_KEY"), environ={}) as client:
        with pytest.raises(CredentialsError, match="THE_KEY holds no key"):
            await client.threads.create()
    assert server.received == []


async def test_a_key_may_be_sent_as_azure_wants_it(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    async with server.client(auth="api-key") as client:
        await client.threads.create()
    assert server.received[0].headers["api-key"] == "key"
    assert authorizations(server) == [None]


async def test_no_key_is_sent_where_there_is_none(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    async with ThreadsClient(Profile(server.url), environ={}) as client:
        await client.threads.create()
    assert authorizations(server) == [None]


async def test_a_commands_token_is_used_until_it_expires(
    server: Loopback, clock: TestClock, tmp_path: Path
) -> None:
    server.on("POST", "/threads", FOUND)
    first = json.dumps({"accessToken": "one", "expires_on": clock.now + 3600})
    profile = Profile(server.url, token_command=command(tmp_path, first, "two"))
    async with ThreadsClient(profile, clock=clock) as client:
        await client.threads.create()
        clock.now += 3000
        await client.threads.create()
        clock.now += 600
        await client.threads.create()
    assert authorizations(server) == ["Bearer one", "Bearer one", "Bearer two"]


async def test_the_expiry_within_a_token_counts(server: Loopback, clock: TestClock, tmp_path: Path) -> None:
    server.on("POST", "/threads", FOUND)
    first = jwt(clock.now + 120)
    profile = Profile(server.url, token_command=command(tmp_path, first, "two"))
    async with ThreadsClient(profile, clock=clock) as client:
        await client.threads.create()
        clock.now += 90
        await client.threads.create()
    assert authorizations(server) == [f"Bearer {first}", "Bearer two"]


async def test_a_refused_token_is_asked_for_again_once(server: Loopback, tmp_path: Path) -> None:
    server.on("POST", "/threads", error_reply(401), FOUND)
    profile = Profile(server.url, token_command=command(tmp_path, "old", "new"))
    async with ThreadsClient(profile) as client:
        await client.threads.create()
    assert authorizations(server) == ["Bearer old", "Bearer new"]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (("no-such-program-here",), "cannot be run"),
        ((sys.executable, "-c", "print('secret-words'); raise SystemExit(3)"), "exit status 3"),
        ((sys.executable, "-c", "pass"), "printed no token"),
        ((sys.executable, "-c", "print('{\"accessToken\": ')"), "broken JSON"),
        ((sys.executable, "-c", "print('{\"other\": 1}')"), "printed no token"),
        ((sys.executable, "-c", "print('secret-words and more')"), "no usable key"),
    ],
)
async def test_a_failing_command_says_so_and_shows_nothing(
    server: Loopback, program: tuple[str, ...], sentence: str
) -> None:
    async with ThreadsClient(Profile(server.url, token_command=program)) as client:
        with pytest.raises(CredentialsError, match=sentence) as caught:
            await client.threads.create()
    assert "secret-words" not in str(caught.value)
    assert server.received == []


class Keyring(keyring.backend.KeyringBackend):
    """A keyring with one entry, or a locked one."""

    priority = 1.0

    def __init__(self, key: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.key = key

    def get_password(self, service: str, username: str) -> str | None:
        if self.key is None:
            raise keyring.errors.KeyringLocked("locked")
        return self.key if (service, username) == ("threads-tui", "azure") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError("read only")

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError("read only")


async def test_a_profile_without_a_source_asks_the_system_keyring(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring("from-keyring"))
    server.on("POST", "/threads", FOUND)
    profile = Profile.from_settings("azure", ProfileSettings(base_url=server.url))
    async with ThreadsClient(profile, environ={}) as client:
        await client.threads.create()
    assert authorizations(server) == ["Bearer from-keyring"]


async def test_a_keyring_without_the_entry_says_what_to_do(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring("other"))
    server.on("POST", "/threads", FOUND)
    profile = Profile(server.url, keyring_service="threads-tui", keyring_user="nobody")
    async with ThreadsClient(profile, environ={}) as client:
        with pytest.raises(CredentialsError, match="threads-tui/nobody; install the package keyring"):
            await client.threads.create()
    named = Profile.from_settings("nobody", ProfileSettings(base_url=server.url))
    async with ThreadsClient(named, environ={}) as client:
        await client.threads.create()
    assert authorizations(server) == [None]


async def test_a_locked_keyring_asks_to_be_unlocked(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring(None))
    profile = Profile.from_settings("azure", ProfileSettings(base_url=server.url))
    async with ThreadsClient(profile, environ={}) as client:
        with pytest.raises(CredentialsError, match="Unlock it"):
            await client.threads.create()


async def test_the_variable_of_a_profile_comes_before_the_keyring(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring("from-keyring"))
    server.on("POST", "/threads", FOUND)
    profile = Profile.from_settings("azure", ProfileSettings(base_url=server.url, api_key_env="THE_KEY"))
    for environ in ({"THE_KEY": "from-variable"}, {}):
        async with ThreadsClient(profile, environ=environ) as client:
            await client.threads.create()
    assert authorizations(server) == ["Bearer from-variable", "Bearer from-keyring"]


async def test_a_variable_that_is_not_set_may_be_replaced_by_a_login(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring("of-another"))
    profile = Profile.from_settings("work", ProfileSettings(base_url=server.url, api_key_env="THE_KEY"))
    async with ThreadsClient(profile, environ={}) as client:
        with pytest.raises(
            CredentialsError, match="THE_KEY holds no key; set it, or run `threads-tui login work`"
        ):
            await client.threads.create()


async def test_the_keyring_is_left_alone_by_profiles_with_a_program(server: Loopback) -> None:
    settings = ProfileSettings(base_url=server.url, token_command=("print-token",))
    assert Profile.from_settings("azure", settings).keyring_service is None


def test_a_key_never_shows() -> None:
    profile = Profile(
        "http://h/v1", api_key="sk-secret", headers={"x": "sk-secret"}, proxy="http://u:sk-secret@p"
    )
    assert "sk-secret" not in repr(profile)
    assert "sk-secret" not in repr(ThreadsClient(profile).__dict__)
