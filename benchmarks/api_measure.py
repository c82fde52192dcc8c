"""One measurement of one client in a process of its own, for `benchmarks/api.py`; prints JSON.

    python benchmarks/api_measure.py CLIENT WHAT URL

CLIENT is `ours` (`tui_threads.api`) or `sdk` (the official `openai` package); both do the same.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
import warnings
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from openai.resources.beta.threads import AsyncThreads

    from tui_threads.api.threads import Threads

REQUESTS = 1600
TASKS = 32


@asynccontextmanager
async def open_threads(name: str, url: str) -> AsyncIterator[Threads | AsyncThreads]:
    """The resource `threads` of one client."""
    if name == "ours":
        from tui_threads.api import Profile, ThreadsClient

        async with ThreadsClient(Profile(url, api_key="key")) as ours:
            yield ours.threads
    else:
        import openai

        async with openai.AsyncOpenAI(api_key="key", base_url=url) as sdk:
            yield sdk.beta.threads


async def read_events(threads: Threads | AsyncThreads) -> int:
    """Read one stream to its end."""
    count = 0
    async for _ in await threads.runs.create("thread_1", assistant_id="asst_1", stream=True):
        count += 1
    return count


async def list_messages(threads: Threads | AsyncThreads) -> int:
    """Walk a long list, and keep what it gives."""
    return len([message async for message in threads.messages.list("thread_1", limit=100)])


async def send_requests(threads: Threads | AsyncThreads) -> int:
    """Many small calls from many tasks."""

    async def some() -> None:
        for _ in range(REQUESTS // TASKS):
            await threads.retrieve("thread_1")

    await asyncio.gather(*(some() for _ in range(TASKS)))
    return REQUESTS


async def one_request(threads: Threads | AsyncThreads) -> int:
    """One small call."""
    await threads.retrieve("thread_1")
    return 1


WORK: dict[str, Callable[[Threads | AsyncThreads], Awaitable[int]]] = {
    "events": read_events,
    "list": list_messages,
    "requests": send_requests,
    "start": one_request,
}


async def longest_hold(threads: Threads | AsyncThreads) -> float:
    """Seconds for which nothing else could run on the event loop at the worst, while a stream is read.

    Processor time of this thread, so that what other programs take from it does not count.
    """
    longest, last = 0.0, time.thread_time()
    reading = asyncio.ensure_future(read_events(threads))
    while not reading.done():
        await asyncio.sleep(0)
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    return longest


async def measure(name: str, what: str, url: str) -> dict[str, float]:
    if what != "start" and name == "ours":
        from tui_threads.api import preload  # as the documentation asks of programs with a screen

        preload()
    begun = time.perf_counter()
    async with open_threads(name, url) as threads:
        if what != "start":
            await threads.retrieve("thread_1")
            begun = time.perf_counter()
        if what == "hold":
            return {"seconds": await longest_hold(threads)}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        count = await WORK[what](threads)
        seconds = time.perf_counter() - begun
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "seconds": seconds,
        "count": count,
        "grown_mb": grown / (1024 if sys.platform == "linux" else 1 << 20),
    }


def import_seconds(name: str) -> float:
    """Seconds to import the client's class."""
    begun = time.perf_counter()
    if name == "ours":
        from tui_threads.api import ThreadsClient  # noqa: F401
    else:
        from openai import AsyncOpenAI  # noqa: F401
    return time.perf_counter() - begun


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    _, CLIENT, WHAT, URL = sys.argv
    result = (
        {"seconds": import_seconds(CLIENT)} if WHAT == "import" else asyncio.run(measure(CLIENT, WHAT, URL))
    )
    print(json.dumps(result))
