"""Which entry of the system keyring holds the key of a profile or provider, and the keyring itself.

The key of a profile is filed under its name; that of a provider under the variable it names, as the local
server looks it up.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import click

from tui_threads.settings import KEYRING_SERVICE, LOCAL, Settings

_INSTALL = "pip install 'threads-tui[keyring]'"


@dataclass(frozen=True, slots=True)
class KeyringEntry:
    """One key."""

    owner: str
    """For people: `profile team`."""
    user: str
    """User name of the entry."""
    variable: str | None
    """The environment variable that stands above it."""


class Keyring(Protocol):
    """What is used here of the package keyring."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...
    def delete_password(self, service_name: str, username: str) -> None: ...


def entry_for(settings: Settings, name: str, *, provider: bool) -> KeyringEntry:
    """The entry of a profile or provider of the configuration.

    Raises:
        click.UsageError: there is none of this name, or it takes no key from the keyring.
    """
    if name == LOCAL:
        raise click.UsageError(f"{LOCAL!r} is this machine's own; it needs no key.")
    if provider:
        endpoint = settings.providers.get(name)
        if endpoint is None:
            raise _unknown("provider", name, settings.providers)
        if endpoint.api_key_env is None:
            variable = f"{name.upper().replace('-', '_')}_API_KEY"
            raise click.UsageError(
                f"Provider {name!r} names no key. Add `api_key_env = {variable!r}` below [providers.{name}] "
                "(`threads-tui config edit`) and run this again."
            )
        return KeyringEntry(f"provider {name}", endpoint.api_key_env, endpoint.api_key_env)
    profile = settings.profiles.get(name)
    if profile is None:
        also = " Give --provider for a provider." if name in settings.providers else ""
        raise _unknown("profile", name, settings.profiles, also)
    if profile.token_command:
        raise click.UsageError(
            f"Profile {name!r} has a token_command, which stands above the keyring; take that out first."
        )
    return KeyringEntry(f"profile {name}", name, profile.api_key_env)


def _unknown(kind: str, name: str, known: object, also: str = "") -> click.UsageError:
    names = ", ".join(sorted(known)) if isinstance(known, dict) and known else "none"
    return click.UsageError(f"No {kind} {name!r}; known are: {names}.{also}")


@contextmanager
def system_keyring(entry: KeyringEntry) -> Iterator[Keyring]:
    """The system's keyring, its failures told in a sentence.

    Raises:
        click.ClickException: there is none, it is locked, or it refuses.
    """
    instead = (
        f"set {entry.variable} in the environment" if entry.variable else "name a variable by api_key_env"
    )
    try:
        keyring: Keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError as error:
        raise click.ClickException(
            f"The package keyring is not installed: `{_INSTALL}` brings it. Or {instead}."
        ) from error
    try:
        yield keyring
    except errors.NoKeyringError as error:
        raise click.ClickException(f"This system has no keyring that can be used; {instead}.") from error
    except errors.KeyringError as error:
        raise click.ClickException(
            f"The system keyring refuses: {error}. Unlock it and try again."
        ) from error


def is_stored(keyring: Keyring, entry: KeyringEntry) -> bool:
    """Whether the keyring holds a key for it."""
    return keyring.get_password(KEYRING_SERVICE, entry.user) is not None
