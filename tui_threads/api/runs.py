"""Runs on a thread: `client.threads.runs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal, Unpack, overload

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path, split
from tui_threads.api.connection import Connection
from tui_threads.api.event_handler import AssistantEventHandler
from tui_threads.api.pages import Listing, listing
from tui_threads.api.run_calls import RunOverrides, new_run, tool_outputs_call
from tui_threads.api.run_events import RunPlace
from tui_threads.api.run_polling import poll_run, run_path
from tui_threads.api.run_steps import Include, RunSteps
from tui_threads.api.streams import RunStream
from tui_threads.wire.extensions import RunContext
from tui_threads.wire.params_runs import ModifyRun
from tui_threads.wire.runs import Run

__all__ = ["Runs"]


class Runs:
    """An assistant's work on a thread: start, follow, stop, and answer its tool calls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def steps(self) -> RunSteps:
        """The steps of a run."""
        return RunSteps(self._connection)

    @overload
    async def create(
        self,
        thread_id: str,
        *,
        assistant_id: str,
        stream: Literal[False] | None = None,
        include: Include | None = None,
        **overrides: Unpack[RunOverrides],
    ) -> Run: ...

    @overload
    async def create(
        self,
        thread_id: str,
        *,
        assistant_id: str,
        stream: Literal[True],
        include: Include | None = None,
        **overrides: Unpack[RunOverrides],
    ) -> RunStream: ...

    async def create(
        self,
        thread_id: str,
        *,
        assistant_id: str,
        stream: bool | None = None,
        include: Include | None = None,
        **overrides: Unpack[RunOverrides],
    ) -> Run | RunStream:
        """Start a run; with `stream=True` the answer is its stream of events."""
        fields, options = split(overrides)
        fields |= {"assistant_id": assistant_id, "stream": stream}
        call = new_run(thread_id, fields, include, options)
        if not stream:
            return await self._connection.call(Run, call)
        events = RunStream(self._connection, call)
        await events.open()
        return events

    async def create_and_poll(
        self,
        thread_id: str,
        *,
        assistant_id: str,
        include: Include | None = None,
        poll_interval_ms: int | None = None,
        **overrides: Unpack[RunOverrides],
    ) -> Run:
        """Start a run and wait until it is over or needs outputs of tools."""
        fields, options = split(overrides)
        fields |= {"assistant_id": assistant_id, "stream": False}
        run = await self._connection.call(Run, new_run(thread_id, fields, include, options))
        return await self.poll(run.id, thread_id, poll_interval_ms=poll_interval_ms)

    def stream(
        self,
        thread_id: str,
        *,
        assistant_id: str,
        include: Include | None = None,
        event_handler: AssistantEventHandler | None = None,
        **overrides: Unpack[RunOverrides],
    ) -> RunStream:
        """Start a run and stream it: `async with client.threads.runs.stream(...) as stream`."""
        fields, options = split(overrides)
        fields |= {"assistant_id": assistant_id, "stream": True}
        return RunStream(self._connection, new_run(thread_id, fields, include, options), event_handler)

    def events(
        self,
        thread_id: str,
        run_id: str,
        last_event_id: str | None = None,
        *,
        event_handler: AssistantEventHandler | None = None,
    ) -> RunStream:
        """Follow a run that was started elsewhere or before.

        Our own server replays what came after `last_event_id`, or all events; on other servers the run
        is asked for until it is over.
        """
        place = RunPlace(thread_id, run_id, last_event_id)
        return RunStream(self._connection, place, event_handler)

    async def retrieve(self, run_id: str, *, thread_id: str, **options: Unpack[RequestOptions]) -> Run:
        """Get a run."""
        return await self._connection.call(Run, Call("GET", run_path(thread_id, run_id), options=options))

    async def context(self, run_id: str, *, thread_id: str, **options: Unpack[RequestOptions]) -> RunContext:
        """What the run's model could read of the thread; only our own server tells it.

        Raises:
            NotFoundError: there is no such run, or the server does not know this question.
        """
        call = Call("GET", run_path(thread_id, run_id, "context"), options=options)
        return await self._connection.call(RunContext, call)

    async def update(
        self,
        run_id: str,
        *,
        thread_id: str,
        metadata: Mapping[str, str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> Run:
        """Replace a run's metadata."""
        body = encode(ModifyRun, {"metadata": metadata}, options)
        call = Call("POST", run_path(thread_id, run_id), body=body, options=options, repeatable=True)
        return await self._connection.call(Run, call)

    def list(self, thread_id: str, **fields: Unpack[ListFields]) -> Listing[Run]:
        """List a thread's runs, newest first."""
        where = path("threads", "{thread_id}", "runs", thread_id=thread_id)
        return listing(self._connection, Run, where, fields)

    async def cancel(self, run_id: str, *, thread_id: str, **options: Unpack[RequestOptions]) -> Run:
        """Ask a run to stop. It may complete first; its state tells."""
        call = Call("POST", run_path(thread_id, run_id, "cancel"), options=options)
        return await self._connection.call(Run, call)

    async def poll(
        self,
        run_id: str,
        thread_id: str,
        *,
        poll_interval_ms: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Run:
        """Wait until a run is over or needs outputs of tools, and give it as it is then."""
        runs = poll_run(self._connection, thread_id, run_id, poll_interval_ms, options)
        *_, last = [run async for run in runs]
        return last

    async def submit_tool_outputs(
        self,
        run_id: str,
        *,
        thread_id: str,
        tool_outputs: Sequence[JsonObject],
        **options: Unpack[RequestOptions],
    ) -> Run:
        """Give a run what its tools answered, all of it at once.

        Args:
            tool_outputs: `{"tool_call_id": "call_...", "output": "..."}` for every call.
        """
        call = tool_outputs_call(run_id, thread_id, tool_outputs, stream=False, options=options)
        return await self._connection.call(Run, call)

    async def submit_tool_outputs_and_poll(
        self,
        run_id: str,
        *,
        thread_id: str,
        tool_outputs: Sequence[JsonObject],
        poll_interval_ms: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Run:
        """As `submit_tool_outputs`, and wait until the run is over or needs more outputs."""
        await self.submit_tool_outputs(run_id, thread_id=thread_id, tool_outputs=tool_outputs, **options)
        return await self.poll(run_id, thread_id, poll_interval_ms=poll_interval_ms)

    def submit_tool_outputs_stream(
        self,
        run_id: str,
        *,
        thread_id: str,
        tool_outputs: Sequence[JsonObject],
        event_handler: AssistantEventHandler | None = None,
        **options: Unpack[RequestOptions],
    ) -> RunStream:
        """As `submit_tool_outputs`, and stream how the run goes on: `async with ... as stream`."""
        call = tool_outputs_call(run_id, thread_id, tool_outputs, stream=True, options=options)
        return RunStream(self._connection, call, event_handler)
