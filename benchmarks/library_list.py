"""The list of threads in the app, and beside it Textual's OptionList with as many options."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import ConnectError, Endpoint
from tui_threads.chat.search import indexing
from tui_threads.settings import Settings
from tui_threads.ui.app import ThreadsApp
from tui_threads.ui.chat_screen import ChatScreen
from tui_threads.ui.setup import Setup

if TYPE_CHECKING:
    from ui import Table

    from tui_threads.api import ThreadsClient

_SIZE = (120, 40)
_TYPED = ("b", "bo", "boka", "boka ra", "boka", "bo", "b", "", "的", "nowhere at all", "")


async def measure_list(table: Table, file: Path) -> None:
    """Opening it, and typing in its filter."""
    with closing(Cache.open(file)) as cache:
        begin = time.perf_counter()
        app = ThreadsApp(_setup(cache))
        async with app.run_test(size=_SIZE) as pilot:
            screen = app.screen
            assert isinstance(screen, ChatScreen)
            first = time.perf_counter() - begin
            while len(screen.work.library.rows) < 10_000:
                await pilot.pause(0.01)
            whole = time.perf_counter() - begin
            await pilot.pause(1.0)
            times = [
                await _until_drawn(app, partial(setattr, screen.panes.side.filter, "value", text))
                for text in _TYPED
            ]
            table.row("app with 10,000 threads: first rows drawn", first * 1000, "ms")
            table.row("app with 10,000 threads: all rows there", whole * 1000, "ms")
            table.row("a key in the filter: median", statistics.median(times) * 1000, "ms", 33)
            table.row("a key in the filter: slowest", max(times) * 1000, "ms", 66)
            drawn = await _until_drawn(app, screen.parts.drawing.show_list)
            table.row("drawing the list anew", drawn * 1000, "ms", 33)
            row = screen.work.library.rows[5_000]._replace(unread=True)
            changed = await _until_drawn(app, partial(screen.work.library.put, row))
            table.row("one thread changes", changed * 1000, "ms", 33)
    await _measure_option_list(table)


async def measure_typing(table: Table, file: Path) -> None:
    """Keys in the composer while everything is indexed behind it, in time as it passes."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE search_state SET made = ''")
    with closing(Cache.open(file)) as cache:
        app = ThreadsApp(_setup(cache))
        async with app.run_test(size=_SIZE) as pilot:
            screen = app.screen
            assert isinstance(screen, ChatScreen)
            while not 0 < cache.read(indexing.missing) < 100_000:
                await pilot.pause(0.05)
            times = []
            for _ in range(100):
                begin = time.perf_counter()
                await _until_drawn(app, partial(screen.panes.composer.insert, "x"))
                times.append(time.perf_counter() - begin)
                await asyncio.sleep(0.05)
            assert cache.read(indexing.missing), "everything was indexed before the keys were typed"
            table.row("a key while messages are indexed: median", statistics.median(times) * 1000, "ms")
            p95 = statistics.quantiles(times, n=20)[-1]
            table.row("a key while messages are indexed: p95", p95 * 1000, "ms", 50)


async def _until_drawn(app: App[None], change: Callable[[], object]) -> float:
    """Seconds of the loop's own time from a change to the picture of it."""
    drawn = asyncio.Event()
    begin = time.thread_time()
    change()
    # a change is taken in by a message, drawn after the next one
    app.screen.call_later(lambda: app.screen.call_later(lambda: app.screen.call_after_refresh(drawn.set)))
    await drawn.wait()
    return time.thread_time() - begin


def _setup(cache: Cache) -> Setup:
    async def nobody() -> ThreadsClient:
        raise ConnectError("There is no server.")

    return Setup(
        settings=Settings(), endpoint=Endpoint("local", is_local=True, model=""), connect=nobody, cache=cache
    )


class _Options(App[None]):
    def compose(self) -> ComposeResult:
        yield OptionList()


async def _measure_option_list(table: Table) -> None:
    app = _Options()
    async with app.run_test(size=_SIZE) as pilot:
        options = app.screen.query_one(OptionList)
        await pilot.pause()
        whole = [f"Thread number {number}" for number in range(10_000)]
        drawn = await _until_drawn(app, partial(options.add_options, whole))
        table.row("OptionList with 10,000 options: drawn", drawn * 1000, "ms")
        half = await _until_drawn(app, lambda: options.clear_options().add_options(whole[::2]))
        table.row("OptionList: half of them after a key", half * 1000, "ms")
