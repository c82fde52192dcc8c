"""Where the key of a provider is found."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from tui_threads.server.providers.completion import ProviderError
from tui_threads.server.providers.keys import KeySource


class KeyringError(Exception):
    """As the package keyring has it."""


class NoKeyringError(KeyringError, RuntimeError):
    """As the package keyring has it."""


class FakeKeyring(ModuleType):
    """The package keyring over a system that holds these keys, or says this error."""

    def __init__(self, keys: dict[tuple[str, str], str], error: KeyringError | None = None) -> None:
        super().__init__("keyring")
        self._keys = keys
        self._error = error

    def get_password(self, service_name: str, username: str) -> str | None:
        if self._error:
            raise self._error
        return self._keys.get((service_name, username))


def install(
    monkeypatch: pytest.MonkeyPatch, keys: dict[tuple[str, str], str], error: KeyringError | None = None
) -> None:
    errors = ModuleType("keyring.errors")
    vars(errors).update(KeyringError=KeyringError, NoKeyringError=NoKeyringError)
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring(keys, error))
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_environment_comes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, {("threads-tui", "MY_KEY"): "kept"})
    assert KeySource("far", "MY_KEY", {"MY_KEY": " set\n"}).find() == "set"
    assert KeySource("far", "MY_KEY", {}).find() == "kept"
    assert KeySource("far", "OTHER", {}).find() is None


def test_the_keyring_is_not_asked_for_a_provider_that_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, {}, KeyringError("asked"))
    assert KeySource("near", None, {}).find() is None


def test_a_machine_without_any_keyring_has_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, {}, NoKeyringError())
    assert KeySource("far", "MY_KEY", {}).find() is None
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert KeySource("far", "MY_KEY", {}).find() is None


def test_a_locked_keyring_is_to_be_unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, {}, KeyringError("locked"))
    with pytest.raises(ProviderError, match="Unlock it"):
        KeySource("far", "MY_KEY", {}).find()


def test_a_key_that_no_header_can_hold_is_refused_without_being_shown() -> None:
    with pytest.raises(ProviderError, match="Correct MY_KEY") as caught:
        KeySource("far", "MY_KEY", {"MY_KEY": "secret\nsecret"}).find()
    assert "secret" not in caught.value.message
