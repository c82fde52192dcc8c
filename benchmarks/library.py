"""Measures the library: search in 100,000 messages, and the list of 10,000 threads.

    python benchmarks/library.py               all of it, about two minutes
    python benchmarks/library.py search list   only these, or typing

Everything is the program's own: the cache file, the index, the list in an app without a terminal. Beside it
stands what is simplest: a scan with LIKE, and Textual's OptionList. The last column says what is aimed at; a
miss is marked, and the exit code is the number of misses.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from library_list import measure_list, measure_typing
from library_texts import fill
from ui import Table

from tui_threads.chat.cache import Cache
from tui_threads.chat.search import finding, indexing
from tui_threads.chat.search.index_file import IndexFile
from tui_threads.chat.search.query import parse

THREADS, MESSAGES = 10_000, 100_000
QUERIES = (
    "the", "th", "be", "bo", "the of and", '"of the"', "zeppelin", "boka ra", "the -of", "-the",
    "的", "東", "東京", "京都", "the 的", "role:user the", "in:the bo", "is:archived the", "-is:archived be",
    "is:pinned the", "after:2026-06 the", "before:2026 be", "before:2025-09-01 after:2025-08 ba", "has:image",
    "role:user", "nowhere", "the and to of a in that is for on with th",
    "t", "b", "的 東 京 都", "東京 的都 the and", '"of the" "and to" th', '"the and to of a in that is"',
    "the and to of a in that is for on with this be bo ba bi da de di do", "the -and -of -to", "b* c* d* t",
    "role:user after:2025-10 before:2026-05 -is:pinned -is:archived -in:bo of the b",
    "is:pinned -is:archived in:the",
)  # fmt: skip
"""From the rarest word to the most common, the beginnings of words, every filter, and what is meant to be
slow: one letter, only the commonest words, phrases of them, twenty words, all filters at once."""


def measure_search(table: Table, file: Path) -> None:
    """Each query by its first run on a fresh connection, and by the median of ten more."""
    now = datetime.now()
    cold: list[tuple[float, str]] = []
    warm: list[tuple[float, str]] = []
    for text in QUERIES:
        query = parse(text, now, typing=True)
        with closing(IndexFile(file)) as index:
            index.read(indexing.missing)

            look = partial(index.read, finding.find, "local", query, now=time.time(), limit=60)
            cold.append((_timed(look), text))
            warm.append((statistics.median(_timed(look) for _ in range(10)), text))
    for name, times in (("first time", cold), ("again", warm)):
        slowest = max(times)
        table.row(f"search, {name}: median of {len(times)} queries", _median(times) * 1000, "ms")
        table.row(f"search, {name}: slowest, {slowest[1]!r}", slowest[0] * 1000, "ms", 50)
    with closing(sqlite3.connect(file)) as connection:
        for word in ("zeppelin", "東"):
            scan = "SELECT id FROM messages WHERE text LIKE ? ORDER BY place DESC LIMIT 100"
            seconds = _timed(partial(_scan, connection, scan, f"%{word}%"))
            table.row(f"a scan with LIKE for {word!r}", seconds * 1000, "ms")


def measure_indexing(table: Table, file: Path) -> None:
    """What making the index costs, and how long one step holds the cache."""
    with closing(IndexFile(file)) as index:
        begin = time.perf_counter()
        first = _timed(lambda: index.step(0.02))
        steps, done = [], False
        while not done:
            since = time.perf_counter()
            done = index.step(0.02)
            steps.append(time.perf_counter() - since)
        table.row("index 100,000 messages", time.perf_counter() - begin, "s")
        table.row("beginning it holds the cache for", first * 1000, "ms", 500)
        table.row("a step of it: median", statistics.median(steps) * 1000, "ms")
        table.row("a step of it: longest", max(steps) * 1000, "ms", 250)
    with closing(sqlite3.connect(file)) as connection:
        size = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE ?"
        (index_size,) = connection.execute(size, ("search%",)).fetchone()
        (mirror_size,) = connection.execute(size, ("messages%",)).fetchone()
    table.row("the index takes", index_size / 1e6, "MB")
    table.row("the messages take", mirror_size / 1e6, "MB")


def _scan(connection: sqlite3.Connection, statement: str, pattern: str) -> None:
    connection.execute(statement, (pattern,)).fetchall()


def _timed(work: Callable[[], object]) -> float:
    """Seconds of this thread's own time, so that what else the machine does counts little."""
    begin = time.thread_time()
    work()
    return time.thread_time() - begin


def _median(times: Sequence[tuple[float, str]]) -> float:
    return statistics.median(seconds for seconds, _ in times)


@contextmanager
def library() -> Iterator[Path]:
    """A cache file with everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "library.db"
        Cache.open(file).close()
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            fill(connection, THREADS, MESSAGES)
        yield file


def main(wanted: Sequence[str]) -> int:
    table = Table()
    with library() as file:
        if not wanted or "search" in wanted:
            measure_indexing(table, file)
            measure_search(table, file)
        if not wanted or "list" in wanted:
            asyncio.run(measure_list(table, file))
        if not wanted or "typing" in wanted:
            asyncio.run(measure_typing(table, file))
    return table.misses


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
