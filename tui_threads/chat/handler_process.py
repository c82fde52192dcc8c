"""Running the command of a function: arguments in, output out, within limits, without a shell or a key."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TIME_LIMIT = 60.0
"""Seconds a command may take."""
OUTPUT_LIMIT = 64_000
"""Bytes of output that are kept; the rest is cut off with words."""
_GRACE_SECONDS = 2.0
_SECRETS = frozenset(
    {"OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "AZURE_OPENAI_API_KEY", "THREADS_TUI_TOKEN", "HF_TOKEN"}
)


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """What came of a command."""

    output: str
    """What it printed, or in words why there is none."""
    succeeded: bool
    """Whether it ended by itself with exit code 0."""
    sentence: str = ""
    """What went otherwise than it should, for the user."""


@dataclass(frozen=True, slots=True)
class HandlerRunner:
    """Runs commands in one folder."""

    folder: Path
    secret_names: Collection[str] = ()
    """Further environment variables that hold keys, as the configuration names them."""
    time_limit: float = TIME_LIMIT
    output_limit: int = OUTPUT_LIMIT

    def environment(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What the command finds in its environment: ours, without keys."""
        hidden = {*_SECRETS, *(name.upper() for name in self.secret_names)}
        return {name: value for name, value in environ.items() if name.upper() not in hidden}

    async def run(self, program: str, arguments: tuple[str, ...], given: str) -> HandlerResult:
        """Run a program with `given` on its standard input.

        Args:
            program: the file that was agreed to.
            arguments: what follows its name.
            given: the function's arguments, JSON text.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                program,
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=self.folder,
                env=self.environment(),
                start_new_session=True,
            )
        except OSError as error:
            sentence = f"{program} cannot be started: {error.strerror}."
            return HandlerResult(f"Error: {sentence}", succeeded=False, sentence=sentence)
        try:
            return await self._talk(process, given)
        finally:
            await _end(process)

    async def _talk(self, process: asyncio.subprocess.Process, given: str) -> HandlerResult:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        out, problem = _Kept(self.output_limit), _Kept(self.output_limit // 8)
        try:
            async with asyncio.timeout(self.time_limit):
                await asyncio.gather(
                    _feed(process.stdin, given), out.read(process.stdout), problem.read(process.stderr)
                )
                code = await process.wait()
        except TimeoutError:
            sentence = f"It was stopped after {self.time_limit:.0f} s."
            return HandlerResult(_failure(sentence, out, problem), succeeded=False, sentence=sentence)
        if code != 0:
            sentence = f"It ended with exit code {code}."
            return HandlerResult(_failure(sentence, out, problem), succeeded=False, sentence=sentence)
        return HandlerResult(out.text, succeeded=True, sentence=out.cut_words)


class _Kept:
    """The beginning of a stream; what is beyond the limit is read and counted."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._lost = 0

    async def read(self, stream: asyncio.StreamReader) -> None:
        while piece := await stream.read(65536):
            room = max(0, self._limit - len(self._kept))
            self._kept += piece[:room]
            self._lost += len(piece) - len(piece[:room])

    @property
    def cut_words(self) -> str:
        return f"Its output was cut: {self._lost} bytes more than {self._limit}." if self._lost else ""

    @property
    def text(self) -> str:
        text = bytes(self._kept).decode("utf-8", "ignore" if self._lost else "replace").rstrip("\n")
        return f"{text}\n[cut: {self._lost} bytes more]" if self._lost else text


def _failure(sentence: str, out: _Kept, problem: _Kept) -> str:
    return "\n".join(part for part in (f"Error: {sentence}", problem.text, out.text) if part)


async def _feed(stdin: asyncio.StreamWriter, given: str) -> None:
    """A command may end without reading what it is given."""
    with suppress(BrokenPipeError, ConnectionResetError):
        stdin.write(given.encode())
        await stdin.drain()
    stdin.close()
    with suppress(BrokenPipeError, ConnectionResetError):
        await stdin.wait_closed()


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the command and whatever it has started."""
    _signal(process, signal.SIGTERM)
    if process.returncode is None:
        try:
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
        except TimeoutError:
            _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            await process.wait()


def _signal(process: asyncio.subprocess.Process, which: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, which)
        elif process.returncode is None:
            process.terminate()
