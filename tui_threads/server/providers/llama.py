"""llama.cpp in this process: a model file in, the address of its HTTP server out.

llama.cpp holds Python's interpreter lock while it loads, so the file is first read through in a thread
of its own: that brings it into memory, where loading takes a moment, and shows how far it is.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tui_threads.server.providers.completion import ProviderError
from tui_threads.server.providers.gguf import GgufError, GgufHead, read_head

_BLOCK = 8 * 1024 * 1024
_BATCH = 256
"""Prompt tokens between two looks at progress and at whether the asker has hung up."""
_PROMPT_CACHE_MIB = 256
"""Prompts kept of threads that lost their slot, so that going back to one need not read it again."""


class _ModelFile(Protocol):
    path: str


class _Sampling(Protocol):
    temp: float
    top_p: float


class _Threads(Protocol):
    n_threads: int


class _Params(Protocol):
    """What is set here of xllamacpp's `CommonParams`, which bears no types."""

    model: _ModelFile
    sampling: _Sampling
    cpuparams: _Threads
    cpuparams_batch: _Threads
    hostnames: list[str]
    port: int
    api_keys: list[str]
    verbosity: int
    ui: bool
    n_parallel: int
    n_ctx: int
    n_batch: int
    n_ubatch: int
    cache_ram_mib: int
    warmup: bool
    fit_params: bool


@dataclass(frozen=True, slots=True)
class LlamaSettings:
    """How a model is run."""

    context_size: int
    """Tokens for each slot; the model's own limit holds where it is smaller."""
    slots: int
    """Answers at the same time; each has its whole context."""
    temperature: float | None = None
    """Used when a request names none; None leaves llama.cpp's own default."""
    top_p: float | None = None


class Llama:
    """A loaded model. Its server listens on loopback and answers only to `key`."""

    def __init__(self, server: object, address: str, key: str) -> None:
        self._server: object | None = server
        self.address = address
        """`http://127.0.0.1:PORT`"""
        self.key = key

    @classmethod
    async def load(cls, file: Path, settings: LlamaSettings, on_read: Callable[[float], None]) -> Llama:
        """Load a model.

        Args:
            on_read: called from another thread with the part of the file that was read, 0 to 1.

        Raises:
            ProviderError: the file or this platform cannot be used.
        """
        await asyncio.to_thread(_read_through, file, on_read)
        return await asyncio.to_thread(_start, file, settings)

    async def close(self) -> None:
        """Stop its server and free its memory."""
        # Freed by its last reference, in a thread: its destructor waits for the workers of llama.cpp.
        await asyncio.to_thread(self._free)

    def _free(self) -> None:
        self._server = None


def check(file: Path) -> GgufHead:
    """What the file is. Raises `ProviderError` with a sentence when it cannot be a model."""
    try:
        return read_head(file)
    except GgufError as error:
        raise ProviderError(f"{file} {error}. {_MEND}") from error
    except OSError as error:
        raise ProviderError(f"The model file {file} cannot be read: {error.strerror}. {_MEND}") from error


_MEND = "Run `threads-tui models pull` to fetch the small model again, or name another .gguf file."


def _read_through(file: Path, on_read: Callable[[float], None]) -> None:
    try:
        size = file.stat().st_size or 1
        done = 0
        with file.open("rb", buffering=0) as stream:
            while block := stream.read(_BLOCK):
                done += len(block)
                on_read(done / size)
    except OSError as error:
        raise ProviderError(f"The model file {file} cannot be read: {error.strerror}. {_MEND}") from error


def _start(file: Path, settings: LlamaSettings) -> Llama:
    try:
        xllamacpp = importlib.import_module("xllamacpp")
    except ImportError as error:
        raise ProviderError(
            "The embedded model cannot run here: xllamacpp is not installed, or has no build for this "
            "platform. Set a provider in config.toml and fallback_model to one of its models."
        ) from error
    head = check(file)
    key = secrets.token_urlsafe(32)
    try:
        params: _Params = xllamacpp.CommonParams()
        _fill(params, file, settings, head, key)
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ProviderError(
            f"llama.cpp cannot load {file} (architecture `{head.architecture}`): the file is damaged, of a "
            f"kind it does not know, or too big for this machine's memory. {_MEND}"
        ) from error
    return Llama(server, server.listening_address, key)


def _fill(params: _Params, file: Path, settings: LlamaSettings, head: GgufHead, key: str) -> None:
    params.model.path = str(file)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.verbosity = -1  # llama.cpp would write to our standard error
    params.ui = False
    params.n_parallel = settings.slots
    params.n_ctx = context_size(head, settings) * settings.slots
    params.n_batch = params.n_ubatch = _BATCH
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    params.warmup = False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads()
    if sys.platform != "darwin":
        params.fit_params = False  # fits layers to a GPU by loading twice; these builds have none
    if settings.temperature is not None:
        params.sampling.temp = settings.temperature
    if settings.top_p is not None:
        params.sampling.top_p = settings.top_p


def threads() -> int:
    """Threads that compute: one a core, and one processor is left to everything else. -1: llama.cpp's choice.

    The threads wait for each other after every layer, so that one which has to share its processor holds up
    all: on two processors with something else to do, a model of 135M parameters was measured at a tenth of
    the speed with two threads that it has with one.
    """
    if sys.platform != "linux":
        return -1
    processors = os.sched_getaffinity(0)
    cores = {_core(processor) for processor in processors}
    return max(1, min(len(cores), len(processors) - 1))


def _core(processor: int) -> str:
    """The processors that share a core with this one, by the kernel's list."""
    try:
        return Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list").read_text()
    except OSError:
        return str(processor)


def context_size(head: GgufHead, settings: LlamaSettings) -> int:
    """Tokens a slot really has."""
    return min(settings.context_size, head.context_length or settings.context_size)
