"""The one writer of a run: what it notes is first in the database, then with the run's readers.

Beside the objects it keeps the run's log, the names of its events in order. Objects and log together tell the
whole stream again, after a restart or from another process (`retelling`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.database import Database
from tui_threads.server.running.broadcast import RunFeed
from tui_threads.server.store.messages import messages
from tui_threads.server.store.runs import runs, steps
from tui_threads.server.store.threads import threads
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import RunStep

Log = tuple[tuple[str, str], ...]
"""Names of events, each with the id of its object."""


class RunGone(Exception):
    """The run was deleted with its thread, or is another process's by now: there is nothing left to write."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An object in its newest state, and the events that tell it."""

    item: Run | RunStep | Message
    events: tuple[str, ...] = ()


class RunJournal:
    """Writes one run; made by whoever creates the run or takes it up again."""

    def __init__(
        self,
        database: Database,
        owner: str,
        run: Run,
        asked_model: str,
        *,
        log: Log = (),
        feed: RunFeed | None = None,
    ) -> None:
        self._database = database
        self._owner = owner
        self._written: dict[str, Mapping[str, object]] = {}
        self._log = log
        self.run = run
        """The run as last noted."""
        self.asked_model = asked_model
        """The model that was asked for; `run.model` is the one that answers."""
        self.context: Mapping[str, str | int | None] | None = None
        """What the model could read: the fields of `RunContext`; stored with the next note."""
        self.feed = feed or RunFeed()

    def know(self, *items: Run | RunStep | Message) -> None:
        """Take objects that are in the database already: they are changed, not inserted."""
        for item in items:
            self._written[item.id] = _row_of(item)

    async def note(self, *facts: Fact) -> None:
        """Store and tell, in one transaction.

        Raises:
            RunGone: the run is not ours to write any more.
        """
        async with self._database.write() as connection:
            rows = await self.write(connection, *facts)
        self.tell(rows, *facts)

    async def write(self, connection: AsyncConnection, *facts: Fact) -> dict[str, dict[str, object]]:
        """The storing half of `note`, for a transaction that holds more."""
        rows = {fact.item.id: _row_of(fact.item) for fact in facts}
        log = [*self._log, *((name, fact.item.id) for fact in facts for name in fact.events)]
        if any(not isinstance(fact.item, RunStep) for fact in facts):
            await threads.touch(connection, self.run.thread_id)
        await self._store_run(connection, rows.get(self.run.id, {}), log)
        for fact in facts:
            if not isinstance(fact.item, Run):
                await self._store(connection, fact.item, rows[fact.item.id])
        return rows

    def tell(self, rows: dict[str, dict[str, object]], *facts: Fact) -> None:
        """The telling half of `note`, once the transaction is committed."""
        self._written.update(rows)
        for fact in facts:
            if isinstance(fact.item, Run):
                self.run = fact.item
            data = fact.item.model_dump_json() if fact.events else ""
            for name in fact.events:
                self._log = (*self._log, (name, fact.item.id))
                self.feed.publish(name, data)

    async def _store_run(
        self, connection: AsyncConnection, row: Mapping[str, object], log: Sequence[tuple[str, str]]
    ) -> None:
        before = self._written.get(self.run.id)
        if before is None:
            own = {"owner": self._owner, "requested_model": self.asked_model, "deadline": row["expires_at"]}
            await connection.execute(insert(runs.table).values({**row, **own, "log": log}))
            return
        mine = (runs.table.c.id == self.run.id, runs.table.c.owner == self._owner)
        told = {} if self.context is None else {"context": self.context}
        change = update(runs.table).where(*mine).values({**_changed(before, row), "log": log, **told})
        if (await connection.execute(change)).rowcount == 0:
            raise RunGone(self.run.id)

    async def _store(
        self, connection: AsyncConnection, item: RunStep | Message, row: Mapping[str, object]
    ) -> None:
        table = steps.table if isinstance(item, RunStep) else messages.table
        before = self._written.get(item.id)
        if before is None:
            await connection.execute(insert(table).values(row))
        elif changed := _changed(before, row):
            await connection.execute(update(table).where(table.c.id == item.id).values(changed))


def _changed(before: Mapping[str, object], row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if before.get(name) != value}


def _row_of(item: Run | RunStep | Message) -> dict[str, object]:
    if isinstance(item, Run):
        return runs.write(item)
    return steps.write(item) if isinstance(item, RunStep) else messages.write(item)
