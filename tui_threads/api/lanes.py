"""Connections to one server, one request on each at a time.

httpx's own pool looks at every connection for every request, and lets several waiting requests run for
the same idle one: with 32 tasks that costs more than the requests do. Here an idle connection is taken
from a stack and put back when its answer has been read. For plain connections to a server on this
machine; proxies stay with httpx.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator

import httpx

__all__ = ["Lanes"]

_MOST = 200


class Lanes(httpx.AsyncBaseTransport):
    """A transport of many connections that never wait for each other."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        self._idle: list[httpx.AsyncHTTPTransport] = []
        self._all: list[httpx.AsyncHTTPTransport] = []
        self._room = asyncio.Semaphore(_MOST)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on an idle connection, or on a new one."""
        await self._room.acquire()
        lane = self._idle.pop() if self._idle else self._new()
        response = None
        try:
            response = await lane.handle_async_request(request)
        finally:
            if response is None:
                self._put_back(lane)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Body(response.stream, self, lane)
        return response

    async def aclose(self) -> None:
        """Close every connection."""
        for lane in self._all:
            await lane.aclose()

    def _new(self) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=1, keepalive_expiry=30.0)
        lane = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits)
        self._all.append(lane)
        return lane

    def _put_back(self, lane: httpx.AsyncHTTPTransport) -> None:
        self._idle.append(lane)
        self._room.release()


class _Body(httpx.AsyncByteStream):
    """A body that gives its connection back when it is closed."""

    def __init__(self, inner: httpx.AsyncByteStream, lanes: Lanes, lane: httpx.AsyncHTTPTransport) -> None:
        self._inner = inner
        self._lanes = lanes
        self._lane: httpx.AsyncHTTPTransport | None = lane

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece

    async def aclose(self) -> None:
        lane, self._lane = self._lane, None
        try:
            await self._inner.aclose()
        finally:
            if lane is not None:
                self._lanes._put_back(lane)
