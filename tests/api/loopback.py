"""A server on a real socket that answers with scripted bytes and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from tui_threads.api import Profile, ThreadsClient
from tui_threads.api.clock import Clock

RECORDINGS = Path(__file__).parent.parent / "recordings"


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Reply:
    """One answer: a head, pieces of a body, and what happens to the connection then."""

    pieces: Sequence[bytes | asyncio.Event] = ()
    """Bytes are sent; an event is waited for."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    then: Literal["end", "close", "cut", "no answer"] = "end"
    """`close` closes the connection after the whole answer, `cut` in the middle of the body, `no answer`
    before the head."""


def json_reply(value: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    named = {name.replace("_", "-"): words for name, words in headers.items()}
    return Reply([json.dumps(value).encode()], status, named)


def error_reply(status: int, message: str = "No.", **headers: str) -> Reply:
    """An answer that is an error in the protocol's envelope."""
    error = {"message": message, "type": "invalid_request_error", "param": "field", "code": "wrong"}
    return json_reply({"error": error}, status, **headers)


def stream_reply(*pieces: bytes | asyncio.Event, then: Literal["end", "cut"] = "end") -> Reply:
    """An answer that is a stream of events."""
    return Reply(pieces, content_type="text/event-stream", then=then)


def recorded(name: str) -> bytes:
    """The body of a recorded answer."""
    raw = (RECORDINGS / name).read_bytes()
    return raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[1] if raw.startswith(b"HTTP/") else raw


class Loopback:
    """Answers each route with its replies in turn; the last one is given again and again."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.arrived = asyncio.Event()
        """Set when the first request has come."""
        self.otherwise: Callable[[Received], Reply] = lambda _: error_reply(404, "No such route.")
        """Answers what no route does."""
        self.profile: dict[str, object] = {}
        """What the profiles of its clients say beside its address."""
        self._replies: dict[tuple[str, str], list[Reply]] = {}
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Loopback:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def client(self, clock: Clock | None = None, **profile: object) -> ThreadsClient:
        """A client of this server."""
        settings: dict[str, object] = {"base_url": self.url, "api_key": "key", **self.profile, **profile}
        return ThreadsClient(Profile(**settings), environ={}, clock=clock)  # type: ignore[arg-type]  # tests only

    def on(self, method: str, path: str, *replies: Reply) -> None:
        """Answer `path`, which begins after `/v1`."""
        self._replies[method, f"/v1{path}"] = list(replies)

    def asked(self, method: str, path: str) -> list[Received]:
        """What came for a route."""
        return [
            request for request in self.received if (request.method, request.path) == (method, f"/v1{path}")
        ]

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader)
                self.received.append(request)
                self.arrived.set()
                waiting = self._replies.get((request.method, request.path))
                reply = self.otherwise(request) if waiting is None else waiting[0]
                if waiting is not None and len(waiting) > 1:
                    waiting.pop(0)
                if not await _write(writer, reply):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    where = urlsplit(target)
    return Received(method, where.path, parse_qsl(where.query), headers, body)


async def _write(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Whether the connection stays."""
    if reply.then == "no answer":
        return False
    lines = [
        f"HTTP/1.1 {reply.status} Said",
        f"content-type: {reply.content_type}",
        "transfer-encoding: chunked",
    ]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    for piece in reply.pieces:
        if isinstance(piece, asyncio.Event):
            await piece.wait()
        elif piece:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
    if reply.then == "cut":
        return False
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return reply.then != "close"


class TestClock:
    """Time that passes only when somebody waits for it."""

    __test__ = False

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.waits: list[float] = []

    def time(self) -> float:
        return self.now

    def elapsed(self) -> float:
        self.now += 0.01
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
