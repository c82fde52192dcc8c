"""Where a model file is fetched from: an address that somebody has copied, read and made safe."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import unquote, urlsplit

from tui_threads.server.model_installers import PullError

_HUB = "huggingface.co"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """An address of a model file and the name it gets here."""

    url: str
    host: str
    file_name: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is sent along; they may hold a token, which goes to this host only."""

    @classmethod
    def parse(cls, url: str, name: str | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Read an address; the page of a file at Hugging Face stands for the file.

        Args:
            name: what the model is to be called, `local/NAME`; by default the name of the file.

        Raises:
            PullError: says what is wrong with it.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            raise PullError(f"{url} is no https:// address of a model file.")
        if parts.username or parts.password:
            raise PullError("An address with a password in it is not taken: it would be seen by others.")
        path, headers = parts.path, {}
        if host == _HUB:
            path = re.sub(r"^(/[^/]+/[^/]+)/blob/", r"\1/resolve/", path)
            if token := environ.get("HF_TOKEN"):
                headers = {"Authorization": f"Bearer {token}"}
        given = f"{name.removesuffix('.gguf')}.gguf" if name else PurePosixPath(unquote(path)).name
        if not given.endswith(".gguf"):
            raise PullError(f"{url} names no .gguf file; --as NAME says what to call it.")
        if not _NAME.fullmatch(given):
            raise PullError(
                f"{given!r} is no name for a model; --as NAME gives it one of letters and digits."
            )
        return cls(parts._replace(path=path, fragment="").geturl(), host, given, headers)

    @property
    def model(self) -> str:
        """What runs will call the model."""
        return f"local/{self.file_name.removesuffix('.gguf').lower()}"

    def check_answer(self, status: int, url: str) -> None:
        """Raise `PullError` where an answer, of `url` after any redirects, is not of the file."""
        final = urlsplit(url)
        if final.scheme != "https" and final.hostname not in _LOOPBACK:
            raise PullError(f"{self.host} leads to an address that is not encrypted, which is not followed.")
        if status in (401, 403):
            hint = " Set HF_TOKEN to a token of yours that may read it." if self.host == _HUB else ""
            raise PullError(f"{self.host} does not let everybody have this file.{hint}")
        if status not in (200, 206, 416):
            words = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
            raise PullError(f"{self.host} answers {status} {words}".rstrip() + ". Check the address.")
