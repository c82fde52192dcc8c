"""All runs that are driven by this process, whatever becomes of the connections that asked for them."""

from __future__ import annotations

import asyncio
import logging
import time

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tui_threads.server.database import database_trouble
from tui_threads.server.problems import server_error
from tui_threads.server.running.broadcast import RunFeed
from tui_threads.server.running.drive import Drive, Workshop
from tui_threads.server.running.journal import RunGone, RunJournal
from tui_threads.server.running.live import LiveRun
from tui_threads.server.running.retelling import RUN_SECONDS
from tui_threads.wire.runs import Run

_log = logging.getLogger(__name__)


class Runner:
    """Starts, stops and finds runs."""

    def __init__(self, workshop: Workshop, owner: str) -> None:
        self._workshop = workshop
        self._live: dict[str, LiveRun] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.owner = owner
        """Name of this process in the database."""

    @property
    def count(self) -> int:
        """Runs that are being driven."""
        return len(self._tasks)

    def drives(self, run_id: str) -> bool:
        """Whether the run is driven here."""
        return run_id in self._live

    def take_up(self, journal: RunJournal) -> None:
        """Drive a run that is `queued`, from here on to where it ends or waits."""
        run = journal.run
        live = LiveRun(journal)
        self._live[run.id] = live
        self._tasks[run.id] = task = asyncio.create_task(self._drive(live), name=run.id)
        task.add_done_callback(_report)

    def feed(self, run_id: str) -> RunFeed | None:
        """Where to read the run's events, None when it is not driven here."""
        live = self._live.get(run_id)
        return live.journal.feed if live else None

    async def cancel(self, run_id: str) -> Run | None:
        """Stop a run; what became of it at once, `cancelling` mostly. None when it is not driven here."""
        live = self._live.get(run_id)
        if live is None:
            return None
        live.stop("cancelled")
        return await live.settled()

    async def forget(self, run_id: str) -> None:
        """Stop a run whose thread is about to be deleted."""
        if live := self._live.get(run_id):
            live.stop("deleted")
            await asyncio.wait([self._tasks[run_id]])

    def expect_cancel(self, run_id: str) -> None:
        """Stop a run that was cancelled through another process."""
        if live := self._live.get(run_id):
            live.stop("cancelled")

    async def aclose(self) -> None:
        """Stop all runs and wait until what they have written is kept."""
        for live in self._live.values():
            live.stop("shutdown")
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def _drive(self, live: LiveRun) -> None:
        journal = live.journal
        run = journal.run
        seconds = run.created_at + RUN_SECONDS - time.time()
        alarm = asyncio.get_running_loop().call_later(max(seconds, 0), live.stop, "expired")
        try:
            await Drive(self._workshop, live).run()
        except RunGone:
            _log.info("Run %s was deleted while it was active", run.id)
        except SQLAlchemyError as error:
            _log.error("Run %s cannot be stored: %s", run.id, error)
            trouble = database_trouble(error) if isinstance(error, DBAPIError) else "see its log."
            journal.feed.break_off(server_error(f"The server cannot write to its database: {trouble}"))
        finally:
            alarm.cancel()
            del self._live[run.id], self._tasks[run.id]
            live.settle(journal.run)
            ended = journal.run
            code = ended.last_error.code if ended.last_error else "no error"
            _log.info("Run %s with %s: %s, %s", ended.id, ended.model, ended.status, code)
            journal.feed.close()


def _report(task: asyncio.Task[None]) -> None:
    """Log what nobody expected: the run itself has been ended as failed."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("Run %s broke", task.get_name(), exc_info=error)
