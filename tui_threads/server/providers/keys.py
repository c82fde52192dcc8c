"""The key of a provider: from the environment, or from the system's keyring."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tui_threads.server.providers.completion import ProviderError
from tui_threads.settings import KEYRING_SERVICE


class _Keyring(Protocol):
    """What is used here of the package keyring, which need not be installed."""

    def get_password(self, service_name: str, username: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the key of one provider comes from. Looked up in a thread: a keyring may ask the person first."""

    provider: str
    variable: str | None
    """`api_key_env` of the configuration; None for a provider that needs no key."""
    environ: Mapping[str, str]

    def find(self) -> str | None:
        """The key, None where there is none.

        Raises:
            ProviderError: the keyring is locked, or the key is none that could be sent.
        """
        if not self.variable:
            return None
        key = (self.environ.get(self.variable) or self._from_keyring(self.variable) or "").strip()
        if not key.isascii() or not key.isprintable() or " " in key:
            raise ProviderError(
                f"The key of provider `{self.provider}` holds spaces, line breaks or foreign letters. "
                f"Correct {self.variable} and restart the server."
            )
        return key or None

    def _from_keyring(self, user: str) -> str | None:
        try:
            keyring: _Keyring = importlib.import_module("keyring")
            errors = importlib.import_module("keyring.errors")
        except ImportError:
            return None
        try:
            return keyring.get_password(KEYRING_SERVICE, user)  # the user is the name of the variable
        except errors.NoKeyringError:
            return None
        except errors.KeyringError as error:
            raise ProviderError(
                f"The system keyring does not give the key of provider `{self.provider}`: {error}. Unlock it "
                f"and try again, or set {self.variable} and restart the server."
            ) from error
