"""The local server under load: requests, first events, relayed events and memory, as its database grows.

    python benchmarks/server.py

The server is a real `threads-tui serve` process with a home of its own; its model is `server_provider.py`,
which takes no time, so that what is measured is the server. Server, model and clients share this machine.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import insert

from tui_threads.server.database import Database, sqlite_url
from tui_threads.server.ids import new_id, now
from tui_threads.server.tables import messages, threads

HERE = Path(__file__).parent
SIZES = (1_000, 10_000, 100_000)
"""Messages in the database, ten to a thread."""
TEXT = "Some words that a person might have written into a thread. " * 4
TOKEN = "benchmark"


@dataclass(frozen=True)
class Running:
    """A server process and where it is."""

    process: subprocess.Popen[str]
    url: str

    def megabytes(self) -> float:
        """Resident memory."""
        kilobytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.process.pid)], text=True)
        return int(kilobytes) / 1024


@contextmanager
def started(command: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A child process and its first line."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=HERE.parent)
    try:
        assert child.stdout is not None
        yield child, child.stdout.readline().strip()
    finally:
        child.terminate()
        child.wait()


@contextmanager
def serving(home: Path, provider_port: str) -> Iterator[Running]:
    """`threads-tui serve` over this home."""
    config = home / "config.toml"
    config.write_text(
        '[server]\nfallback_model = "quick/fast"\ndiscover = false\n'
        f'[providers.quick]\nbase_url = "http://127.0.0.1:{provider_port}/v1"\n'
    )
    own = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CACHE", "CONFIG")}
    environment = {**os.environ, **own, "HOME": str(home), "THREADS_TUI_CONFIG": str(config)}
    environment |= {"THREADS_TUI_TOKEN": TOKEN, "XDG_RUNTIME_DIR": str(home)}
    with started([sys.executable, "-m", "tui_threads", "serve"], environment) as (process, url):
        yield Running(process, url)


async def fill(file: Path, count: int) -> None:
    """Bring the database to so many messages."""
    database = Database.open(sqlite_url(file))
    moment = now()
    for _ in range(count // 1000):
        made = [{"id": new_id("thread_"), "created_at": moment, "metadata": {}} for _ in range(100)]
        said = [
            {
                "id": new_id("msg_"),
                "thread_id": thread["id"],
                "created_at": moment,
                "role": "user",
                "status": "completed",
                "text": TEXT,
                "metadata": {},
            }
            for thread in made
            for _ in range(10)
        ]
        async with database.write() as connection:
            await connection.execute(insert(threads), made)
            await connection.execute(insert(messages), said)
    await database.aclose()


async def rate(work: Callable[[], Awaitable[object]], count: int, at_once: int) -> float:
    """How often a second it can be done."""

    async def worker() -> None:
        for _ in range(count // at_once):
            await work()

    begun = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return count / (time.perf_counter() - begun)


async def first_events(http: httpx.AsyncClient, assistant: str, count: int) -> dict[str, list[float]]:
    """Milliseconds from the request to `thread.run.created`, and to the first words."""
    waits: dict[str, list[float]] = {"thread.run.created": [], "thread.message.delta": []}
    for _ in range(count):
        thread = await new_thread(http, tokens=5)
        begun = time.perf_counter()
        seen = b""
        body = {"assistant_id": assistant, "stream": True}
        async with http.stream("POST", f"/threads/{thread}/runs", json=body) as answer:
            async for part in answer.aiter_raw():
                seen += part
                for name, times in waits.items():
                    if f"event: {name}\n".encode() in seen:
                        times.append((time.perf_counter() - begun) * 1000)
                        seen = seen.replace(f"event: {name}\n".encode(), b"")
    firsts = {name: times[:: max(len(times) // count, 1)][:count] for name, times in waits.items()}
    return firsts


async def relayed(http: httpx.AsyncClient, assistant: str, runs: int, tokens: int) -> float:
    """Delta events a second through so many runs at once."""

    async def one() -> int:
        thread = await new_thread(http, tokens)
        body = {"assistant_id": assistant, "stream": True}
        count = 0
        async with http.stream("POST", f"/threads/{thread}/runs", json=body) as answer:
            async for part in answer.aiter_raw():
                count += part.count(b"event: thread.message.delta")
        return count

    begun = time.perf_counter()
    counts = await asyncio.gather(*(one() for _ in range(runs)))
    return sum(counts) / (time.perf_counter() - begun)


async def new_thread(http: httpx.AsyncClient, tokens: int) -> str:
    said = [{"role": "user", "content": f"tokens: {tokens}"}]
    return str((await http.post("/threads", json={"messages": said})).json()["id"])


async def measure(server: Running, size: int) -> None:
    """One line of the table."""
    limits = httpx.Limits(max_connections=64)
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60, limits=limits) as http:
        assistant = (await http.post("/assistants", json={"model": "fast"})).json()["id"]
        thread = await new_thread(http, 1)
        message = {"role": "user", "content": TEXT}
        creates = await rate(lambda: http.post(f"/threads/{thread}/messages", json=message), 400, 8)
        lists = await rate(lambda: http.get(f"/threads/{thread}/messages"), 400, 8)
        overview = await rate(lambda: http.get("/threads?limit=50"), 200, 8)
        waits = await first_events(http, assistant, 60)
        events = await relayed(http, assistant, runs=4, tokens=5000)
        created, words = (quantiles(waits[name]) for name in ("thread.run.created", "thread.message.delta"))
        print(
            f"{size:>9,} {creates:>9.0f} {lists:>9.0f} {overview:>9.0f} {created:>16} {words:>16} "
            f"{events:>9.0f} {server.megabytes():>7.0f}",
            flush=True,
        )


def quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f} / {ordered[int(len(ordered) * 0.95)]:.1f}"


def main() -> None:
    """Print the table."""
    print("          messages  messages   threads   created event      first words   relayed  memory")
    print(" messages created/s  listed/s  listed/s  ms, med / p95    ms, med / p95  events/s      MB")
    with tempfile.TemporaryDirectory(prefix="threads-tui-benchmark-") as folder:
        home = Path(folder)
        with started([sys.executable, str(HERE / "server_provider.py")], dict(os.environ)) as (_, port):
            filled = 0
            for size in SIZES:
                with serving(home, port):
                    pass  # makes the database
                asyncio.run(fill(home / "data" / "threads-tui" / "server.db", size - filled))
                filled = size
                with serving(home, port) as server:
                    asyncio.run(measure(server, size))


if __name__ == "__main__":
    main()
