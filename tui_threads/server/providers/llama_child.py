"""llama.cpp in a process of its own: an order comes in on standard input, an address goes out.

llama.cpp holds Python's lock while it loads, and takes its process with it where it breaks down; here that
is not the server's trouble. `llama.py` is the other side. Standard output has one JSON object a line:
`{"read": 0.5}` while the file is brought into memory, then `{"address": "http://127.0.0.1:PORT"}` or
`{"failed": ...}` as the last. The process ends with its standard input, which closes however the server dies.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

_BLOCK = 8 * 1024 * 1024
_BATCH = 256
"""Prompt tokens between two looks at progress and at whether the asker has hung up."""
_PROMPT_CACHE_MIB = 256
"""Prompts kept of threads that lost their slot, so that going back to one need not read it again."""

Failure = Literal["not readable", "not installed", "not usable", "not loaded"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run, and for whom."""

    file: str
    key: str
    """What a client must send as bearer token. It comes in here, for arguments can be seen by others."""
    slots: int
    context_size: int
    """Tokens of each slot."""
    sampling: Mapping[str, float]
    """By llama.cpp's own names; what is not named keeps its default."""


class _ModelFile(Protocol):
    path: str


class _Threads(Protocol):
    n_threads: int


class _Params(Protocol):
    """What is set here of xllamacpp's `CommonParams`, which bears no types."""

    model: _ModelFile
    sampling: object
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


def main() -> int:
    """Serve one model until standard input ends."""
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    _end_with_standard_input()
    try:
        _read_through(order.file)
    except OSError as error:
        return _fail("not readable", error.strerror or str(error))
    # Where a debugger is installed, llama.cpp would call it to tell of a breakdown: that takes seconds.
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")
    try:
        xllamacpp = importlib.import_module("xllamacpp")
    except ModuleNotFoundError as error:
        return _fail("not installed", str(error))
    except ImportError as error:  # small images of systems lack a library it is linked to
        return _fail("not usable", str(error))
    params: _Params = xllamacpp.CommonParams()
    _fill(params, order)
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        return _fail("not loaded", str(error))
    _say(address=server.listening_address)
    threading.Event().wait()
    return 0


def _end_with_standard_input() -> None:
    if sys.platform == "linux":
        # The kernel ends this process when the other end closes, even while llama.cpp holds Python's lock.
        import fcntl

        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)  # at once: llama.cpp would wait for the answers it is giving


def _read_through(file: str) -> None:
    """Bring the file into memory, where loading takes a moment, and tell how far it is."""
    size = os.stat(file).st_size or 1
    done = 0
    with open(file, "rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            done += len(block)
            _say(read=done / size)


def _fill(params: _Params, order: Order) -> None:
    params.model.path = order.file
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order.key]
    params.verbosity = -1  # no word of what is asked and answered
    params.ui = False
    params.n_parallel = order.slots
    params.n_ctx = order.context_size * order.slots
    params.n_batch = params.n_ubatch = _BATCH
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    params.warmup = False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads()
    if sys.platform != "darwin":
        params.fit_params = False  # fits layers to a GPU by loading twice; these builds have none
    for name, value in order.sampling.items():
        setattr(params.sampling, name, value)


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
        with open(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list") as siblings:
            return siblings.read()
    except OSError:
        return str(processor)


def _fail(why: Failure, words: str) -> int:
    _say(failed=why, words=words)
    return 1


def _say(**values: object) -> None:
    sys.stdout.write(f"{json.dumps(values)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
