"""A Chat Completions endpoint on a real loopback socket that answers as a test's script says.

It runs in a thread of its own, so that it serves tests of any kind: sync, async, and of other processes.
A script can stop at a gate until the test opens it, cut the connection, or answer with an error.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeAlias

JSON_HEADERS = {"content-type": "application/json"}
_PATIENCE = 30.0


@dataclass(frozen=True)
class Chunk:
    """One event with this JSON as data."""

    body: Mapping[str, object]


@dataclass(frozen=True)
class Raw:
    """Bytes as they are."""

    content: bytes


@dataclass(frozen=True)
class Cut:
    """The connection breaks here."""


@dataclass(frozen=True)
class Status:
    """The whole answer: an HTTP status with a body."""

    code: int
    body: str
    headers: Mapping[str, str] = field(default_factory=lambda: JSON_HEADERS)


class Moment:
    """Happens once, in one thread, and is waited for in another."""

    def __init__(self) -> None:
        self._future: Future[None] = Future()

    def happen(self) -> None:
        if not self._future.done():
            self._future.set_result(None)

    async def wait(self) -> None:
        await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._future)), _PATIENCE)

    def wait_in_thread(self) -> None:
        self._future.result(_PATIENCE)


class Gate:
    """The script waits here until the test opens it."""

    def __init__(self) -> None:
        self.reached = Moment()
        """All before this gate was sent."""
        self.opened = Moment()

    def open(self) -> None:
        self.opened.happen()


Step: TypeAlias = Chunk | Raw | Cut | Gate | Status | str
"""A text stands for a chunk with that much of the answer."""


def delta(index: int = 0, finish_reason: str | None = None, **fields: object) -> Chunk:
    """A chunk of one choice with these fields in its delta."""
    choice = {"index": index, "delta": fields, "finish_reason": finish_reason}
    return Chunk({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]})


def finish(reason: str = "stop", prompt_tokens: int = 7, completion_tokens: int = 3) -> Sequence[Step]:
    """The usual end: reason, usage, `[DONE]`."""
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
    return (delta(finish_reason=reason), Chunk({"choices": [], "usage": usage}), Raw(b"data: [DONE]\n\n"))


class Script:
    """One answer, and what became of it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.ended = Moment()
        """The script is over, one way or the other."""
        self.was_hung_up = False
        """Whether the client closed the connection before the script ended."""


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]


class ScriptedEndpoint:
    """`with ScriptedEndpoint() as endpoint:` then `endpoint.answer(...)` once for each request to come.

    Without a script left it answers "Hello there."
    """

    def __init__(self, models: Sequence[str] = ("tiny",)) -> None:
        listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in models]}
        self.listing = Status(200, json.dumps(listed))
        """The answer to every question for models."""
        self.requests: list[Received] = []
        """Those for completions, in the order they came."""
        self._scripts: deque[Script] = deque()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def base_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    def answer(self, *steps: Step) -> Script:
        """Queue the answer to the next completion."""
        script = Script(steps)
        self._scripts.append(script)
        return script

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for writer in self._open:  # what a dead client never read would keep its connection open
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self._open), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            request = await _read_request(reader)
            if request.path.endswith("/models"):
                await _send(writer, self.listing)
            else:
                self.requests.append(request)
                await self._play(self._next_script(), reader, writer)
        except asyncio.IncompleteReadError:
            return  # a connection that asked nothing
        finally:
            writer.close()
            if not writer.transport.get_write_buffer_size():
                self._open.discard(writer)

    def _next_script(self) -> Script:
        return self._scripts.popleft() if self._scripts else Script(("Hello", " there.", *finish()))

    async def _play(self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        playing = asyncio.ensure_future(_play_steps(script.steps, writer))
        hang_up = asyncio.ensure_future(reader.read())
        await asyncio.wait((playing, hang_up), return_when=asyncio.FIRST_COMPLETED)
        script.was_hung_up = not playing.done()
        script.ended.happen()
        for task in (playing, hang_up):
            task.cancel()
        await asyncio.gather(playing, hang_up, return_exceptions=True)


async def _play_steps(steps: Sequence[Step], writer: asyncio.StreamWriter) -> None:
    if steps and isinstance(steps[0], Status):
        return await _send(writer, steps[0])
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    for step in steps:
        if isinstance(step, Cut):
            writer.transport.abort()
            return None
        if isinstance(step, Gate):
            await writer.drain()
            step.reached.happen()
            await step.opened.wait()
            continue
        content = _encode(step)
        writer.write(b"%x\r\n%s\r\n" % (len(content), content))
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return None


def _encode(step: Step) -> bytes:
    if isinstance(step, Raw):
        return step.content
    chunk = delta(content=step) if isinstance(step, str) else step
    assert isinstance(chunk, Chunk), "a status must be the first and only step"
    return b"data: " + json.dumps(chunk.body).encode() + b"\n\n"


async def _send(writer: asyncio.StreamWriter, status: Status) -> None:
    body = status.body.encode()
    lines = [f"{name}: {value}" for name, value in status.headers.items()]
    head = "\r\n".join(
        [f"HTTP/1.1 {status.code} x", *lines, f"content-length: {len(body)}", "connection: close"]
    )
    writer.write(head.encode() + b"\r\n\r\n" + body)
    await writer.drain()


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _version = head[0].split(" ")
    headers = {line.split(":")[0].lower(): line.split(":", 1)[1].strip() for line in head[1:] if line}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, json.loads(body) if body else {})
