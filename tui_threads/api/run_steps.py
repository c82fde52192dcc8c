"""Steps of a run: `client.threads.runs.steps`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

from tui_threads.api.calls import Call, ListFields, RequestOptions, path, query
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.api.run_polling import run_path
from tui_threads.wire.params_lists import ListParams
from tui_threads.wire.steps import RunStep

__all__ = ["RunSteps"]

Include = Sequence[Literal["step_details.tool_calls[*].file_search.results[*].content"]]


class RunSteps:
    """What a run did, message by message and tool call by tool call."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def retrieve(
        self,
        step_id: str,
        *,
        thread_id: str,
        run_id: str,
        include: Include | None = None,
        **options: Unpack[RequestOptions],
    ) -> RunStep:
        """Get a step.

        Args:
            include: What is left out unless asked for: the text that file search found.
        """
        where = path(
            "threads", "{thread_id}", "runs", "{run_id}", "steps", "{step_id}",
            thread_id=thread_id, run_id=run_id, step_id=step_id,
        )  # fmt: skip
        call = Call("GET", where, query(ListParams, {}, include), options=options)
        return await self._connection.call(RunStep, call)

    def list(
        self,
        run_id: str,
        *,
        thread_id: str,
        include: Include | None = None,
        **fields: Unpack[ListFields],
    ) -> Listing[RunStep]:
        """List a run's steps, newest first."""
        where = run_path(thread_id, run_id, "steps")
        return listing(self._connection, RunStep, where, fields, include=include)
