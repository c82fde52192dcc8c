"""A run while it is driven here: it can be stopped between any two steps, never inside a write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Literal, TypeVar

from tui_threads.server.providers.completion import Piece
from tui_threads.server.running.journal import RunJournal
from tui_threads.wire.runs import Run

Result = TypeVar("Result")

StopReason = Literal["cancelled", "expired", "shutdown", "deleted"]

_BURST = 64
"""Pieces handled at most before others get their turn, from a provider that never waits."""


class Stopped(Exception):
    """The run was told to end."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


class LiveRun:
    """The journal of a run, and the handle to stop whatever it waits for."""

    def __init__(self, journal: RunJournal) -> None:
        self.journal = journal
        self._reason: StopReason | None = None
        self._settled: asyncio.Future[Run] = asyncio.get_running_loop().create_future()
        self._work: asyncio.Task[object] | None = None

    def stop(self, reason: StopReason) -> None:
        """End the run at its next step; the first reason given holds."""
        if self._reason is None:
            self._reason = reason
            if self._work is not None:
                self._work.cancel()

    def settle(self, run: Run) -> None:
        """Tell whoever cancels what became of the run; the first word holds."""
        if not self._settled.done():
            self._settled.set_result(run)

    async def settled(self) -> Run:
        """The run once it is being cancelled, or is over."""
        return await asyncio.shield(self._settled)

    async def interruptible(self, work: Coroutine[object, object, Result]) -> Result:
        """Await something that may be cut off: a provider, a queue, never a write.

        Raises:
            Stopped: the run was told to end before or meanwhile.
        """
        if stopped := self._stopped():
            work.close()
            raise stopped
        task = asyncio.ensure_future(work)
        self._work = task
        try:
            return await task
        except asyncio.CancelledError:
            stopped = self._stopped()
            if stopped is not None and task.cancelled():
                raise stopped from None
            task.cancel()
            raise
        finally:
            self._work = None

    def _stopped(self) -> Stopped | None:
        return None if self._reason is None else Stopped(self._reason)

    async def batches(self, pieces: AsyncIterator[Piece]) -> AsyncGenerator[list[Piece], None]:
        """A provider's pieces, all that have come at a time, read on while the caller writes.

        Raises:
            Stopped: the run was told to end; what came before was yielded.
            ProviderError: the provider failed.
        """
        waiting: list[Piece] = []
        news = asyncio.Event()
        reading = asyncio.ensure_future(self.interruptible(_read(pieces, waiting, news)))
        reading.add_done_callback(lambda _: news.set())
        try:
            while not reading.done() or waiting:
                if waiting:
                    batch, waiting[:_BURST] = waiting[:_BURST], []
                    yield batch
                    await asyncio.sleep(0)
                else:
                    news.clear()
                    await news.wait()
            await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])


async def _read(pieces: AsyncIterator[Piece], waiting: list[Piece], news: asyncio.Event) -> None:
    try:
        count = 0
        async for piece in pieces:
            waiting.append(piece)
            news.set()
            count += 1
            if count % _BURST == 0:
                await asyncio.sleep(0)
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
