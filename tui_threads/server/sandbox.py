"""Runs a model's code in a sandbox: a program of the user's choice that reads Python source and prints.

The walls are that program's. What is kept here is around them: limits of time and output, an environment with
nothing in it, a directory that is gone afterwards, and no process of its group left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tui_threads.server.process_group import end_group

_CHUNK = 65_536
_GRACE_SECONDS = 2.0
"""For a program to end what it started elsewhere, such as a container, before it is killed."""
_REST_SECONDS = 1.0
"""For output that is still in the pipe; something that left the group may hold its other end for ever."""
_NOT_STARTED = (125, 126, 127)
"""Exit codes by which docker, podman, env and timeout say that they could not run what they were to run."""
_LONGEST_REASON = 300


class SandboxError(Exception):
    """The sandbox cannot be started; the message is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How code is run."""

    command: tuple[str, ...]
    """The program and its arguments; no shell reads them."""
    seconds: float = 60.0
    """The code is stopped after so long."""
    output_bytes: int = 1024 * 1024
    """The code is stopped after so much output."""

    async def run(self, code: str) -> str:
        """What the code printed, tracebacks included, and a last line that says so if it was stopped.

        Raises:
            SandboxError: the program cannot be started, or could not start what it was to run.
        """
        output = bytearray()
        async with _directory() as directory, _pipe() as (reader, writing):
            with os.fdopen(writing, "wb", buffering=0):
                process = await self._start(code, directory, writing)
            stopped = await self._watch(process, reader, output)
        said = output[: self.output_bytes].decode("utf-8", "replace").replace("\0", "\ufffd")
        if stopped:
            return f"{said}\n{stopped}" if said else stopped
        if process.returncode in _NOT_STARTED:
            raise SandboxError(self._complaint(said.strip()[:_LONGEST_REASON]))
        return said

    async def _start(self, code: str, directory: str, output: int) -> Process:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": directory}
        with tempfile.TemporaryFile() as source:
            source.write(code.encode("utf-8", "replace"))
            source.seek(0)
            try:
                return await asyncio.create_subprocess_exec(
                    *self.command,
                    stdin=source,
                    stdout=output,
                    stderr=output,
                    cwd=directory,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise SandboxError(self._complaint(error.strerror or type(error).__name__)) from error

    async def _watch(self, process: Process, reader: asyncio.StreamReader, output: bytearray) -> str:
        """Gather output until the end, or the limit that was reached: what to say of it."""
        reading = asyncio.create_task(_read(reader, output, self.output_bytes))
        ending = asyncio.create_task(process.wait())
        try:
            async with asyncio.timeout(self.seconds):
                await asyncio.wait([reading, ending], return_when=asyncio.FIRST_COMPLETED)
                if len(output) <= self.output_bytes:
                    await asyncio.shield(ending)
        except TimeoutError:
            return f"[The code was stopped after {self.seconds:g} seconds.]"
        finally:
            await end_group(process, _GRACE_SECONDS)
            await asyncio.wait([reading], timeout=_REST_SECONDS)
            reading.cancel()
            await asyncio.wait([reading, ending])
        too_much = len(output) > self.output_bytes
        return f"[The code was stopped after {self.output_bytes:,} bytes of output.]" if too_much else ""

    def _complaint(self, reason: str) -> str:
        return (
            "The sandbox for code could not be started; check `sandbox_command` in the configuration. "
            f"{self.command[0]}: {reason}"
        )


@contextlib.asynccontextmanager
async def _directory() -> AsyncIterator[str]:
    path = tempfile.mkdtemp(prefix="threads-tui-")
    try:
        yield path
    finally:
        await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, int]]:
    """A pipe of our own: asyncio's would make the end of a program wait for all who hold its output."""
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    try:
        yield reader, writing
    finally:
        transport.close()


async def _read(reader: asyncio.StreamReader, output: bytearray, limit: int) -> None:
    while len(output) <= limit and (chunk := await reader.read(_CHUNK)):
        output += chunk
