"""The one place that knows the HTTP library (with `lanes`): requests out, bytes in, its errors as ours.

httpx is imported when the first request is sent, and its TLS settings are made off the event loop: both
take longer than a frame on the screen.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui_threads.api.calls import Upload
from tui_threads.api.errors import ApiConnectionError, ApiTimeoutError, InvalidRequestError
from tui_threads.api.profile import Profile

if TYPE_CHECKING:
    import httpx

    from tui_threads.api.lanes import Lanes

__all__ = ["Answer", "Transport", "is_loopback"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status and headers (names in lower case); the body is read when asked for."""

    status: int
    headers: Mapping[str, str]
    response: httpx.Response

    async def read(self) -> bytes:
        """The whole body."""
        with _our_errors(sent=True):
            return await self.response.aread()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives, decompressed."""
        with _our_errors(sent=True):
            async for chunk in self.response.aiter_bytes():
                yield chunk

    async def aclose(self) -> None:
        """Give the connection back."""
        await self.response.aclose()


class Transport:
    """The connections to one server."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._client: httpx.AsyncClient | Lanes | None = None
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
        import httpx

        client = self._client or await self._open()
        content = body.chunks() if isinstance(body, Upload) else body
        begun = time.perf_counter()
        limits = httpx.Timeout(silence, connect=min(self._profile.connect_timeout, silence))
        with _our_errors(sent=False):
            request = httpx.Request(
                method, url, headers=dict(headers), content=content, extensions={"timeout": limits.as_dict()}
            )
            if isinstance(client, httpx.AsyncClient):
                response = await client.send(request, stream=True)
            else:
                response = await client.handle_async_request(request)
        if _log.isEnabledFor(logging.DEBUG):
            taken = (time.perf_counter() - begun) * 1000
            # Without the query, which may hold words that are searched for.
            _log.debug("%s %s: %d after %.0f ms", method, urlsplit(url).path, response.status_code, taken)
        return Answer(response.status_code, response.headers, response)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _open(self) -> httpx.AsyncClient | Lanes:
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    def _make(self) -> httpx.AsyncClient | Lanes:
        import httpx

        profile = self._profile
        if is_loopback(profile.base_url) and profile.proxy is None:
            from tui_threads.api.lanes import Lanes

            return Lanes(_tls(profile))
        try:
            return httpx.AsyncClient(
                verify=_tls(profile),
                proxy=profile.proxy,
                trust_env=not is_loopback(profile.base_url),
                follow_redirects=False,
                limits=httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30.0),
            )
        except ValueError as error:
            raise InvalidRequestError(f"The proxy of this profile is no proxy's URL: {error}.") from error


def is_loopback(url: str) -> bool:
    """Whether a URL names this very machine; such a server is never reached through a proxy."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(profile: Profile) -> ssl.SSLContext:
    """TLS settings; plain HTTP without a proxy needs none, and reading the certificates takes long."""
    if profile.ca_file:
        try:
            return ssl.create_default_context(cafile=profile.ca_file)
        except OSError as error:
            raise InvalidRequestError(
                f"The file of certificates {profile.ca_file} cannot be read: {error.strerror or error}.",
                param="ca_file",
            ) from error
    if urlsplit(profile.base_url).scheme == "http" and is_loopback(profile.base_url):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import httpx

    return httpx.create_ssl_context()


@contextmanager
def _our_errors(*, sent: bool) -> Iterator[None]:
    """Raises the HTTP library's errors as ours. `sent` is what is known when the error does not tell."""
    import httpx

    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ApiTimeoutError("The server could not be reached in time.", sent=sent) from error
    except httpx.TimeoutException as error:
        raise ApiTimeoutError("The server did not answer in time.", sent=True) from error
    except (httpx.ConnectError, httpx.ProxyError) as error:
        raise ApiConnectionError(f"The server cannot be reached: {error}.", sent=sent) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError) as error:
        raise InvalidRequestError(f"The request cannot be sent: {error}.") from error
    except httpx.HTTPError as error:
        words = str(error) or type(error).__name__
        raise ApiConnectionError(f"The connection to the server broke: {words}.", sent=True) from error
