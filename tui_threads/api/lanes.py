"""Plain HTTP to a server on this machine: connections that carry one request at a time, over h11.

To a neighbour on the loopback nothing is needed of what makes an HTTP client large: no TLS, no proxy, no
pool that is searched for every request. So `ask` begins in two thirds of the time, lists come faster, and
32 tasks at once do not wait for each other: an idle connection is taken from a stack and put back when its
answer has been read.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import urlsplit

import h11

from tui_threads.api.calls import Upload
from tui_threads.api.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    InvalidRequestError,
    broken_connection,
)
from tui_threads.api.unpacking import Unpacking

__all__ = ["LaneBody", "Lanes"]

_MOST = 200
_PIECE = 65_536
_STALE = 4.0
"""Seconds after which an idle connection is not used again: servers close theirs after five and more, and
a request that meets the end is lost."""

_T = TypeVar("_T", bound=h11.Event)


class Lanes:
    """The connections to one server."""

    def __init__(self, base_url: str, connect_timeout: float) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._connect_timeout = connect_timeout
        self._idle: list[_Lane] = []
        self._all: set[_Lane] = set()
        self._room = asyncio.Semaphore(_MOST)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        silence: float,
    ) -> tuple[int, dict[str, str], LaneBody]:
        """Send a request and wait for the answer's head: status, headers (names in lower case), body.

        Raises:
            ApiConnectionError: the server was not reached or the connection broke.
            ApiTimeoutError: it was silent for `silence` seconds.
        """
        await self._room.acquire()
        lane = None
        try:
            lane = self._take_idle() or await self._open(min(self._connect_timeout, silence))
            status, answered = await lane.ask(method, url, headers, body, silence)
        except BaseException:  # a cancelled request leaves half a conversation behind: nobody can use it
            self._put_back(lane)
            raise
        return status, answered, LaneBody(self, lane, answered.get("content-encoding", ""))

    async def aclose(self) -> None:
        """Close every connection."""
        for lane in self._all:
            lane.close()
        self._all.clear()
        self._idle.clear()
        await asyncio.sleep(0)  # the loop takes leave of closed connections in its next turn

    def _take_idle(self) -> _Lane | None:
        now = asyncio.get_running_loop().time()
        while self._idle:
            lane = self._idle.pop()
            if lane.is_usable(now):
                return lane
            self._drop(lane)
        return None

    async def _open(self, patience: float) -> _Lane:
        try:
            async with asyncio.timeout(patience):
                streams = await asyncio.open_connection(self._host, self._port, limit=4 * _PIECE)
        except TimeoutError as error:
            raise ApiTimeoutError("The server could not be reached in time.", sent=False) from error
        except OSError as error:
            raise ApiConnectionError(f"The server cannot be reached: {_words(error)}.", sent=False) from error
        lane = _Lane(*streams)
        self._all.add(lane)
        return lane

    def _put_back(self, lane: _Lane | None) -> None:
        """Take a connection back, to be used again where its last answer was read to the end."""
        self._room.release()
        if lane is not None and lane.next_request():
            self._idle.append(lane)
        elif lane is not None:
            self._drop(lane)

    def _drop(self, lane: _Lane) -> None:
        lane.close()
        self._all.discard(lane)


class LaneBody:
    """The body of one answer; closing it gives the connection back."""

    def __init__(self, lanes: Lanes, lane: _Lane, encoding: str) -> None:
        self._lanes = lanes
        self._lane: _Lane | None = lane
        self._unpack = Unpacking(encoding)

    async def read(self) -> bytes:
        """The whole of it."""
        return b"".join([piece async for piece in self.chunks()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its pieces as they arrive, decompressed."""
        if self._lane is None:
            return
        while (data := await self._lane.receive_body()) is not None:
            if piece := self._unpack.feed(data):
                yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        lane, self._lane = self._lane, None
        if lane is not None:
            self._lanes._put_back(lane)


class _Lane:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._talk = h11.Connection(h11.CLIENT)
        self._silence = 0.0
        self._idle_since = 0.0

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | Upload | None, silence: float
    ) -> tuple[int, dict[str, str]]:
        self._silence = silence
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"host": parts.netloc.rpartition("@")[2], **headers}
        if not isinstance(body, Upload) and method != "GET":
            sent["content-length"] = str(len(body or b""))
        try:
            request = h11.Request(method=method, target=target, headers=list(sent.items()))
            head = self._talk.send(request) or b""
        except (h11.LocalProtocolError, UnicodeEncodeError) as error:
            raise InvalidRequestError(f"The request cannot be sent: {error}.") from error
        await self._send_all(head, body)
        answer = await self._receive(h11.Response)
        answered: dict[str, str] = {}
        for raw, value in answer.headers:
            name = raw.decode("ascii")
            text = value.decode("latin-1")
            answered[name] = f"{answered[name]}, {text}" if name in answered else text
        return answer.status_code, answered

    async def receive_body(self) -> bytes | None:
        """The next piece of the answer's body, None at its end."""
        event = await self._receive(h11.Data, h11.EndOfMessage)
        return bytes(event.data) if isinstance(event, h11.Data) else None

    def next_request(self) -> bool:
        """Whether another request may follow the one that was answered."""
        if self._talk.our_state is not h11.DONE or self._talk.their_state is not h11.DONE:
            return False
        self._talk.start_next_cycle()
        self._idle_since = asyncio.get_running_loop().time()
        return True

    def is_usable(self, now: float) -> bool:
        """Whether the server still listens: it says nothing unasked, so what is to be read is its end."""
        if now - self._idle_since > _STALE or self._reader.at_eof() or self._writer.is_closing():
            return False
        unread = select.poll()
        unread.register(self._writer.get_extra_info("socket"), select.POLLIN)
        return not unread.poll(0)

    def close(self) -> None:
        self._writer.close()

    async def _send_all(self, head: bytes, body: bytes | Upload | None) -> None:
        try:
            if isinstance(body, Upload):
                await self._write(head)
                async for chunk in body.chunks():
                    await self._write(self._talk.send(h11.Data(data=chunk)) or b"")
                await self._write(self._talk.send(h11.EndOfMessage()) or b"")
            else:
                data = self._talk.send(h11.Data(data=body)) if body else b""
                await self._write(head + (data or b"") + (self._talk.send(h11.EndOfMessage()) or b""))
        except ConnectionError:
            return  # a server that will not read it all may have said why: that is read next
        except h11.LocalProtocolError as error:
            raise InvalidRequestError(f"The request cannot be sent: {error}.") from error

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        async with _in_time(self._silence):
            await self._writer.drain()

    async def _receive(self, *wanted: type[_T]) -> _T:
        """The next event of one of these kinds."""
        try:
            while True:
                event = self._talk.next_event()
                if event is h11.NEED_DATA:
                    async with _in_time(self._silence):
                        self._talk.receive_data(await self._reader.read(_PIECE))
                elif isinstance(event, wanted):
                    return event
                elif event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                    raise h11.RemoteProtocolError("it answered something else than was asked")
        except (OSError, h11.RemoteProtocolError) as error:
            raise broken_connection(error) from error


def _words(error: OSError) -> str:
    """The system's words for what asyncio says with numbers."""
    if isinstance(error, socket.gaierror):
        return error.strerror or str(error)
    return os.strerror(error.errno) if error.errno else "nobody answers at any of its addresses"


@asynccontextmanager
async def _in_time(silence: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(silence):
            yield
    except TimeoutError as error:
        raise ApiTimeoutError("The server did not answer in time.", sent=True) from error
