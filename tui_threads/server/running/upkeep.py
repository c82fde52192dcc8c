"""What must be done though nobody asks: free threads of the dead, let waiting runs expire, pass on cancels.

Over SQLite there is one process, by its lock file, so that any other owner is dead. Over PostgreSQL each
process tells every few seconds that it lives.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, insert, not_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from tui_threads.server.database import Database
from tui_threads.server.ids import now
from tui_threads.server.problems import ApiProblem
from tui_threads.server.running.resuming import end_abandoned
from tui_threads.server.running.runner import Runner
from tui_threads.server.tables import processes, runs

_DRIVEN = ("queued", "in_progress", "cancelling")
_LOOK_SECONDS = 1.0
_SHARED_LOOK_SECONDS = 0.5
_ALIVE_SECONDS = 5
_DEAD_SECONDS = 20

_log = logging.getLogger(__name__)


class Upkeep:
    """One background task of a server process."""

    def __init__(self, database: Database, runner: Runner) -> None:
        self._database = database
        self._runner = runner
        self._shared = not database.is_sqlite
        self._told_at = 0
        self._suspects: frozenset[str] = frozenset()

    async def begin(self) -> None:
        """Register, and end what earlier processes left active.

        Raises:
            SQLAlchemyError: the database cannot be written.
        """
        if self._shared:
            await self._tell_alive(first=True)
        await self._end_runs(self._of_dead_owner(), _DRIVEN)

    async def keep_on(self) -> None:
        """Look after everything until cancelled; a database that fails for a while is tried again."""
        while True:
            await asyncio.sleep(_SHARED_LOOK_SECONDS if self._shared else _LOOK_SECONDS)
            try:
                await self._look()
            except SQLAlchemyError as error:
                _log.error("Upkeep: %s", error)

    async def leave(self) -> None:
        """This process ends in order."""
        async with self._database.write() as connection:
            await connection.execute(delete(processes).where(processes.c.id == self._runner.owner))

    async def _look(self) -> None:
        waited_out = and_(runs.c.status == "requires_action", runs.c.deadline <= now())
        await self._end_runs(waited_out, ("requires_action",))
        await self._end_lost()
        if self._shared:
            if now() - self._told_at >= _ALIVE_SECONDS:
                await self._tell_alive()
                await self._end_runs(self._of_dead_owner(), _DRIVEN)
            await self._pass_on_cancels()

    async def _end_lost(self) -> None:
        """Runs that are ours by name and driven by nobody, because the disk refused their last note."""
        mine = and_(runs.c.owner == self._runner.owner, runs.c.status.in_(_DRIVEN))
        lost = {run_id for _, run_id in await self._find(mine) if not self._runner.drives(run_id)}
        # A run that has just been stored is not driven yet: only one that is found twice is lost.
        if lost & self._suspects:
            await self._end_runs(and_(mine, runs.c.id.in_(lost & self._suspects)), _DRIVEN)
        self._suspects = frozenset(lost)

    def _of_dead_owner(self) -> ColumnElement[bool]:
        alive = exists().where(processes.c.id == runs.c.owner, processes.c.seen_at > now() - _DEAD_SECONDS)
        other = or_(runs.c.owner.is_(None), runs.c.owner != self._runner.owner)
        return and_(runs.c.status.in_(_DRIVEN), other, not_(alive) if self._shared else other)

    async def _pass_on_cancels(self) -> None:
        cancelled = and_(runs.c.owner == self._runner.owner, runs.c.status == "cancelling")
        for _, run_id in await self._find(cancelled):
            self._runner.expect_cancel(run_id)

    async def _end_runs(self, which: ColumnElement[bool], statuses: Sequence[str]) -> None:
        for thread_id, run_id in await self._find(which):
            try:
                await end_abandoned(self._database, self._runner.owner, thread_id, run_id, statuses)
            except ApiProblem as problem:  # deleted in between
                _log.info("Run %s needs no ending: %s", run_id, problem)

    async def _find(self, which: ColumnElement[bool]) -> list[tuple[str, str]]:
        async with self._database.read() as connection:
            found = await connection.execute(select(runs.c.thread_id, runs.c.id).where(which))
            return [(thread_id, run_id) for thread_id, run_id in found]

    async def _tell_alive(self, first: bool = False) -> None:
        self._told_at = now()
        row = {"id": self._runner.owner, "seen_at": self._told_at}
        tell = insert(processes) if first else update(processes).where(processes.c.id == self._runner.owner)
        async with self._database.write() as connection:
            await connection.execute(tell.values(row))
