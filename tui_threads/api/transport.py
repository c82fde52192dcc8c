"""The way to a server: requests out, bytes in, errors as ours.

A server on this machine is spoken to plainly (`lanes`), every other through httpx (`over_httpx`), which is
imported when the first request is sent: that takes longer than a frame on the screen.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from tui_threads.api.loopback import is_loopback
from tui_threads.api.profile import Profile

if TYPE_CHECKING:
    from tui_threads.api.calls import Upload

__all__ = ["Answer", "Body", "Transport"]

_log = logging.getLogger(__name__)


class Body(Protocol):
    """The body of an answer. Reading it raises `ApiConnectionError` and `ApiTimeoutError`."""

    async def read(self) -> bytes:
        """The whole of it."""

    def chunks(self) -> AsyncIterator[bytes]:
        """Its pieces as they arrive, decompressed."""

    async def aclose(self) -> None:
        """Give the connection back."""


class _Way(Protocol):
    """Connections to one server."""

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        silence: float,
    ) -> tuple[int, Mapping[str, str], Body]:
        """Send a request and wait for the answer's head."""

    async def aclose(self) -> None:
        """Close all connections."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status and headers (names in lower case); the body is read when asked for."""

    status: int
    headers: Mapping[str, str]
    body: Body

    async def read(self) -> bytes:
        """The whole body."""
        return await self.body.read()

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives, decompressed."""
        return self.body.chunks()

    async def aclose(self) -> None:
        """Give the connection back."""
        await self.body.aclose()


class Transport:
    """The connections to one server."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._way: _Way | None = None
        self._opening = asyncio.Lock()

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        silence: float,
    ) -> Answer:
        """Send a request and wait for the answer's head.

        Raises:
            ApiConnectionError: the server was not reached or the connection broke.
            ApiTimeoutError: it was silent for `silence` seconds.
        """
        way = self._way or await self._open()
        begun = time.perf_counter()
        answer = Answer(*await way.send(method, url, headers, body, silence))
        if _log.isEnabledFor(logging.DEBUG):
            taken = (time.perf_counter() - begun) * 1000
            # Without the query, which may hold words that are searched for.
            _log.debug("%s %s: %d after %.0f ms", method, urlsplit(url).path, answer.status, taken)
        return answer

    async def aclose(self) -> None:
        """Close all connections."""
        if self._way is not None:
            await self._way.aclose()

    async def _open(self) -> _Way:
        async with self._opening:
            if self._way is None:
                profile = self._profile
                if _is_plain(profile):
                    from tui_threads.api.lanes import Lanes

                    self._way = Lanes(profile.base_url, profile.connect_timeout)
                else:
                    # In a thread: reading the certificates takes long, too.
                    self._way = await asyncio.to_thread(_over_httpx, profile)
            return self._way


def _is_plain(profile: Profile) -> bool:
    """Whether its server needs neither encryption nor a proxy."""
    here = urlsplit(profile.base_url).scheme == "http" and is_loopback(profile.base_url)
    return here and profile.proxy is None and profile.ca_file is None


def _over_httpx(profile: Profile) -> _Way:
    from tui_threads.api.over_httpx import OverHttpx

    return OverHttpx(profile)
