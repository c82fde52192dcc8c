"""A system keyring for processes of tests: a JSON file that `TEST_KEYRING` names."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Named by `PYTHON_KEYRING_BACKEND`, so that no process asks the machine's own."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _file().write_text(json.dumps(self._entries() | {f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        entries = self._entries()
        del entries[f"{service}/{username}"]
        _file().write_text(json.dumps(entries))

    def _entries(self) -> dict[str, str]:
        return dict(json.loads(_file().read_text())) if _file().exists() else {}


def _file() -> Path:
    return Path(os.environ["TEST_KEYRING"])
