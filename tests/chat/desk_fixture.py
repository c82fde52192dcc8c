"""A desk without a screen: sessions as tasks, a real cache, and the server of `fake_client`."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tui_threads.api import ThreadsClient
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Endpoint
from tui_threads.chat.default_assistant import DefaultAssistant
from tui_threads.chat.desk import Desk, Place
from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, RunEntry
from tui_threads.chat.history import text_of
from tui_threads.chat.library import Library
from tui_threads.chat.library_sync import LibrarySync
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import Draft, enqueue, new_queued
from tui_threads.chat.session import ChatSession
from tui_threads.chat.thread_rows import ThreadRow, keep_row

ENDPOINT = Endpoint("local", True, "local/smollm2-135m")


async def wait_for(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - any condition may be waited for
            await asyncio.sleep(0.002)


class Reachable(Protocol):
    """A server of a test."""

    async def connect(self) -> ThreadsClient: ...


@dataclass
class House:
    """Everything below the screen."""

    cache: Cache
    link: Link
    library: Library
    sync: LibrarySync
    desk: Desk
    told: list[str]
    """What the user was told of trouble with the library."""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self.tasks.append(task)
        return task

    def begin(self) -> ThreadRow:
        row = self.library.begin("A thread")
        self.cache.now(keep_row, ENDPOINT.profile, row)
        return row

    def open_new(self) -> Place:
        return self.desk.open(self.begin())

    async def send(self, place: Place, text: str) -> None:
        queued = new_queued(place.session.key, text)
        await self.cache.run(enqueue, ENDPOINT.profile, queued, Draft(queued.thread, text))
        place.session.take(queued)


@asynccontextmanager
async def at_work(cache: Cache) -> AsyncIterator[None]:
    """Keep the cache's thread busy until the block ends; what it is given meanwhile waits its turn."""
    begun, free = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(_: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        free.wait(10)

    working = asyncio.ensure_future(cache.run(work))
    await begun.wait()
    try:
        yield
    finally:
        free.set()
        await working


def shown(session: ChatSession) -> list[str]:
    """What a reader sees, a word for its kind first."""
    lines = []
    for entry in session.conversation.entries:
        match entry:
            case MessageEntry():
                lines.append(f"{entry.message.role}: {text_of(entry.message)}")
            case LocalEntry():
                lines.append(f"{entry.state}: {entry.text}")
            case RunEntry():
                lines.append(f"run {entry.run.status}")
            case FailureEntry():
                lines.append(f"failure: {entry.sentence}")
    return lines


@asynccontextmanager
async def house(
    file: Path,
    server: Reachable,
    *,
    online: bool = True,
    model: str = ENDPOINT.model,
    lists_threads: bool = True,
) -> AsyncIterator[House]:
    """Open a house; leaving it stops everything, as quitting the app does."""
    with closing(Cache.open(file)) as cache:
        link = Link(server.connect, lambda: None)
        library = Library(cache, ENDPOINT.profile, lambda: None)
        made: list[House] = []

        assistants = DefaultAssistant(cache, replace(ENDPOINT, model=model))

        def begin(work: Callable[[], Coroutine[object, object, None]]) -> asyncio.Task[None]:
            return made[0].start(work())

        desk = Desk(
            library=library, cache=cache, link=link, assistants=assistants,
            start=begin, on_change=lambda session, change: None, lists_threads=lambda: lists_threads,
        )  # fmt: skip
        told: list[str] = []
        sync = LibrarySync(library, cache=cache, link=link, sessions=desk, on_trouble=told.append)
        made.append(House(cache, link, library, sync, desk, told))
        await library.reload()
        if online:
            made[0].start(link.run())
        try:
            yield made[0]
        finally:
            for task in made[0].tasks:
                task.cancel()
            ended = await asyncio.gather(*made[0].tasks, return_exceptions=True)
            failures = [error for error in ended if isinstance(error, Exception)]
            if failures:
                raise failures[0]
