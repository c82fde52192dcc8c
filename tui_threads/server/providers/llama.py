"""llama.cpp in a child process: a model file in, the address of its HTTP server out."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import BaseModel

from tui_threads.server.providers.completion import ProviderError
from tui_threads.server.providers.gguf import GgufError, GgufHead, read_head
from tui_threads.server.providers.llama_child import Failure, Order

_log = logging.getLogger(__name__)
_CHILD = "tui_threads.server.providers.llama_child"
_LAST_BREATH = 1.0
"""Seconds between the end of a connection and that of the process behind it, at most."""


@dataclass(frozen=True, slots=True)
class LlamaSettings:
    """How a model is run."""

    context_size: int
    """Tokens for each slot; the model's own limit holds where it is smaller."""
    slots: int
    """Answers at the same time; each has its whole context."""
    sampling: Mapping[str, float] = field(default_factory=dict)
    """Used when a request names none, by llama.cpp's own names; its defaults hold for what is not named."""
    reply_tokens: int | None = None
    """Tokens of an answer whose asker sets no limit; None for as many as the context holds."""


class _Said(BaseModel):
    """A line of the child's standard output."""

    read: float | None = None
    address: str | None = None
    failed: Failure | None = None
    words: str = ""


class Llama:
    """A loaded model. Its server listens on loopback and answers only to `key`."""

    def __init__(self, process: asyncio.subprocess.Process, address: str, key: str) -> None:
        self._process = process
        self._heard = asyncio.create_task(_hear(process))
        self.address = address
        """`http://127.0.0.1:PORT`"""
        self.key = key

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone, so that nobody is there to be asked."""
        return self._process.returncode is not None

    @classmethod
    async def load(cls, file: Path, settings: LlamaSettings, on_read: Callable[[float], None]) -> Llama:
        """Load a model. Whoever stops waiting for it ends it.

        Args:
            on_read: called with the part of the file that was read, 0 to 1.

        Raises:
            ProviderError: the file or this platform cannot be used.
        """
        head = check(file)
        key = secrets.token_urlsafe(32)
        order = Order(str(file), key, settings.slots, context_size(head, settings), settings.sampling)
        # A session of its own: Ctrl+C in the server's terminal is for the server, which keeps its runs first.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _CHILD),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        llama = cls(process, "", key)
        try:
            llama.address = await _wait_until_loaded(process, order, on_read, head)
        finally:
            if not llama.address:
                await llama.close()
        return llama

    async def why_it_ended(self) -> str | None:
        """What ended its process, in a word or two; None when it goes on."""
        try:
            return _cause(await asyncio.wait_for(self._process.wait(), _LAST_BREATH))
        except TimeoutError:
            return None

    async def close(self) -> None:
        """End its process and give its memory back."""
        if not self.has_ended:
            self._process.kill()  # it keeps nothing that could be lost
        await self._process.wait()
        await self._heard


_PIECE = 4096
_TROUBLE = re.compile(
    rb"GGML_ASSERT|ggml_abort|fatal error|Fatal Python error|terminate called|bad_alloc|out of memory"
    rb"|[Ff]ailed to allocate|[Uu]nable to allocate|CUDA error|[Ii]llegal instruction|symbol lookup error",
)
"""What llama.cpp and the system say when it breaks down; none of it quotes what was asked or answered."""


async def _hear(process: asyncio.subprocess.Process) -> None:
    """Log the child's words on a breakdown, and nothing else it writes: that may quote a conversation."""
    assert process.stderr is not None
    rest = b""
    while piece := await process.stderr.read(_PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            _log_trouble(line)
        rest = rest[:_PIECE]
    _log_trouble(rest)


def _log_trouble(line: bytes) -> None:
    if _TROUBLE.search(line):
        _log.error("llama.cpp: %s", line[:_PIECE].decode(errors="replace").strip())


async def _wait_until_loaded(
    process: asyncio.subprocess.Process, order: Order, on_read: Callable[[float], None], head: GgufHead
) -> str:
    """The address."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{json.dumps(asdict(order))}\n".encode())
    async for line in process.stdout:
        said = _Said.model_validate_json(line)
        if said.read is not None:
            on_read(said.read)
        if said.address:
            return said.address
        if said.failed:
            raise ProviderError(_FAILURES[said.failed].format(order=order, head=head, said=said, mend=_MEND))
    cause = _cause(await process.wait())
    raise ProviderError(f"llama.cpp broke down ({cause}) while it loaded {order.file}. {_SMALLER} {_MEND}")


_MEND = "Run `threads-tui models pull` to fetch the small model again, or name another .gguf file."
_SMALLER = "A smaller model, fewer slots or a smaller context_size need less memory."
_FAILURES: Mapping[Failure, str] = {
    "not installed": "The embedded model cannot run here: xllamacpp is not installed, or has no build for "
    "this platform. Set a provider in config.toml and fallback_model to one of its models.",
    "not usable": "The embedded model cannot run: llama.cpp lacks a library: {said.words}. Install it "
    "(libgomp is the package `libgomp1` of Debian and Ubuntu), or name a provider's model as fallback_model.",
    "not readable": "The model file {order.file} cannot be read: {said.words}. {mend}",
    "not loaded": "llama.cpp cannot load {order.file} (architecture `{head.architecture}`): the file is "
    "damaged, of a kind it does not know, or too big for this machine's memory. {mend}",
}


def _cause(returncode: int) -> str:
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"signal {-returncode}"


def check(file: Path) -> GgufHead:
    """What the file is. Raises `ProviderError` with a sentence when it cannot be a model."""
    try:
        return read_head(file)
    except GgufError as error:
        raise ProviderError(f"{file} {error}. {_MEND}") from error
    except OSError as error:
        raise ProviderError(f"The model file {file} cannot be read: {error.strerror}. {_MEND}") from error


def context_size(head: GgufHead, settings: LlamaSettings) -> int:
    """Tokens a slot really has."""
    return min(settings.context_size, head.context_length or settings.context_size)
