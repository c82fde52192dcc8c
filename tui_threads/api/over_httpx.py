"""HTTP to any server: TLS, proxies and pooled connections by httpx, its errors as ours."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from tui_threads.api.calls import Upload
from tui_threads.api.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    InvalidRequestError,
    broken_connection,
)
from tui_threads.api.loopback import is_loopback
from tui_threads.api.profile import Profile

__all__ = ["HttpxBody", "OverHttpx"]


class OverHttpx:
    """The connections to one server."""

    def __init__(self, profile: Profile) -> None:
        """Takes long where certificates are read: call it in a thread.

        Raises:
            InvalidRequestError: the profile's proxy or file of certificates cannot be used.
        """
        self._connect_timeout = profile.connect_timeout
        tls = _tls(profile)
        try:
            self._client = httpx.AsyncClient(
                verify=tls,
                proxy=profile.proxy,
                trust_env=not is_loopback(profile.base_url),
                follow_redirects=False,
                limits=httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30.0),
            )
        except ValueError as error:
            raise InvalidRequestError(f"The proxy of this profile is no proxy's URL: {error}.") from error

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        silence: float,
    ) -> tuple[int, Mapping[str, str], HttpxBody]:
        """Send a request and wait for the answer's head: status, headers (names in lower case), body."""
        content = body.chunks() if isinstance(body, Upload) else body
        limits = httpx.Timeout(silence, connect=min(self._connect_timeout, silence))
        with _our_errors(sent=False):
            request = httpx.Request(
                method, url, headers=dict(headers), content=content, extensions={"timeout": limits.as_dict()}
            )
            response = await self._client.send(request, stream=True)
        return response.status_code, response.headers, HttpxBody(response)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()


class HttpxBody:
    """The body of one answer."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def read(self) -> bytes:
        """The whole of it."""
        with _our_errors(sent=True):
            return await self._response.aread()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its pieces as they arrive, decompressed."""
        with _our_errors(sent=True):
            async for chunk in self._response.aiter_bytes():
                yield chunk

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._response.aclose()


def _tls(profile: Profile) -> ssl.SSLContext:
    """TLS settings; plain HTTP to this machine needs none, and reading the certificates takes long."""
    if profile.ca_file:
        try:
            return ssl.create_default_context(cafile=profile.ca_file)
        except OSError as error:
            raise InvalidRequestError(
                f"The file of certificates {profile.ca_file} cannot be read ({error.strerror or error}); "
                "mend ca_file.",
                param="ca_file",
            ) from error
    if urlsplit(profile.base_url).scheme == "http" and is_loopback(profile.base_url):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context()


@contextmanager
def _our_errors(*, sent: bool) -> Iterator[None]:
    """Raises the HTTP library's errors as ours. `sent` is what is known when the error does not tell."""
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
        raise broken_connection(error) from error
