"""All that is known of the runs of a thread: from the server when it is there, else as last seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from tui_threads.api.errors import ApiConnectionError, ApiError
from tui_threads.chat import run_mirror
from tui_threads.chat.cache import Cache
from tui_threads.chat.run_mirror import MirroredRun
from tui_threads.chat.run_times import RunTimes
from tui_threads.wire.extensions import RunContext
from tui_threads.wire.runs import FINAL_RUN_STATUSES, Run
from tui_threads.wire.steps import MessageCreationStepDetails, RunStep

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.session import ChatSession

_RUNS = 100
_STEPS = TypeAdapter(tuple[RunStep, ...])


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run; None for what is not known of it."""

    run: Run
    steps: tuple[RunStep, ...] | None = None
    """Oldest first."""
    context: RunContext | None = None
    """What its model could read; only our own server tells."""
    times: RunTimes | None = None
    """Measured here; only of runs that were begun here."""

    @property
    def message_id(self) -> str | None:
        """The last message that it wrote, as far as its steps are known."""
        for step in reversed(self.steps or ()):
            if isinstance(step.step_details, MessageCreationStepDetails):
                return step.step_details.message_creation.message_id
        return None

    @property
    def json(self) -> str:
        """Everything, as JSON for people."""
        parts: dict[str, object] = {"run": self.run.model_dump(mode="json")}
        if self.steps is not None:
            parts["steps"] = [step.model_dump(mode="json") for step in self.steps]
        if self.context is not None:
            parts["context"] = self.context.model_dump(mode="json")
        if self.times is not None:
            parts["measured"] = asdict(self.times)
        return json.dumps(parts, indent=2, ensure_ascii=False)


class RunReports:
    """Asks for runs and keeps what comes. One for all sessions."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._without: ThreadsClient | None = None
        """The client whose server does not tell what a model could read."""
        self._parsed_before: dict[MirroredRun, RunReport | None] = {}
        """Of the thread that was asked for last: an inspector asks again each second."""

    async def learn(self, client: ThreadsClient, session: ChatSession, runs: Iterable[Run] = ()) -> None:
        """Keep the newest run of a session with what its model could read, and other runs that came along.

        Raises:
            ApiConnectionError: the server is gone.
        """
        run = session.conversation.run
        if run is None:
            return
        context = await self._context(client, run)
        if context is not None or run.status in FINAL_RUN_STATUSES:
            session.context = context
        watch = session.stopwatch
        newest = RunReport(run, None, context, watch.times if watch.run_id == run.id else None)
        others = [RunReport(one) for one in runs if one.id != run.id]
        await self._keep(session.key, [*others, newest])

    async def recall(self, session: ChatSession) -> None:
        """What the last run's model could read, as last seen; needs no server."""
        kept = await self._cache.run(run_mirror.read_runs, session.key, 1)
        newest = _parsed(kept[0]) if kept else None
        session.context = newest.context if newest is not None else None

    async def known(self, thread: int) -> list[RunReport]:
        """What is known here of a thread's runs, newest first."""
        kept = await self._cache.run(run_mirror.read_runs, thread)
        before = self._parsed_before
        self._parsed_before = {one: before[one] if one in before else _parsed(one) for one in kept}
        return [report for report in self._parsed_before.values() if report is not None]

    async def ask(self, client: ThreadsClient, thread: int, thread_id: str) -> None:
        """Get the newest runs of a thread. Raises `ApiError`."""
        page = await client.threads.runs.list(thread_id, order="desc", limit=_RUNS)
        await self._keep(thread, [RunReport(run) for run in reversed(page.data)])

    async def ask_closely(self, client: ThreadsClient, thread: int, run: Run) -> None:
        """Get a run anew with its steps, and what its model could read. Raises `ApiError`."""
        if run.status not in FINAL_RUN_STATUSES:
            run = await client.threads.runs.retrieve(run.id, thread_id=run.thread_id)
        page = await client.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc", limit=100)
        context = await self._context(client, run)
        await self._keep(thread, [RunReport(run, tuple(page.data), context)])

    async def _context(self, client: ThreadsClient, run: Run) -> RunContext | None:
        if self._without is client:
            return None
        try:
            return await client.threads.runs.context(run.id, thread_id=run.thread_id)
        except ApiConnectionError:
            raise
        except ApiError:
            self._without = client
            return None

    async def _keep(self, thread: int, reports: Iterable[RunReport]) -> None:
        await self._cache.run(run_mirror.write_runs, thread, [_mirrored(report) for report in reports])


def _mirrored(report: RunReport) -> MirroredRun:
    return MirroredRun(
        report.run.id,
        report.run.created_at,
        report.run.model_dump_json(),
        _STEPS.dump_json(report.steps).decode() if report.steps is not None else None,
        report.context.model_dump_json() if report.context is not None else None,
        json.dumps(asdict(report.times)) if report.times is not None else None,
    )


def _parsed(kept: MirroredRun) -> RunReport | None:
    """A report from the mirror; one that cannot be read is left out, the server has it still."""
    try:
        return RunReport(
            Run.model_validate_json(kept.body),
            _STEPS.validate_json(kept.steps) if kept.steps is not None else None,
            RunContext.model_validate_json(kept.context) if kept.context is not None else None,
            RunTimes(**json.loads(kept.times)) if kept.times is not None else None,
        )
    except (ValidationError, ValueError, TypeError):
        return None
