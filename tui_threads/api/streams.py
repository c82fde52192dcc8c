"""A streamed run in the caller's hands."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING

from tui_threads.api.calls import Call
from tui_threads.api.connection import Connection
from tui_threads.api.errors import ApiTimeoutError, StreamEndedError
from tui_threads.api.run_events import RunEvents, RunPlace
from tui_threads.api.run_snapshot import RunSnapshot
from tui_threads.wire.events import StreamEvent, ThreadMessageDelta

if TYPE_CHECKING:
    from tui_threads.api.event_handler import AssistantEventHandler
    from tui_threads.wire.messages import Message
    from tui_threads.wire.runs import Run
    from tui_threads.wire.steps import RunStep

__all__ = ["RunStream"]


class RunStream:
    """Events of a run, as they come: `async with ... as stream: async for event in stream`.

    The sequence is unbroken: a connection that breaks is taken up again. It ends with the event that
    ends the run (or asks for outputs of tools) and a `DoneEvent`. Leaving the `async with` early stops
    listening, not the run: for that there is `runs.cancel`.
    """

    def __init__(
        self, connection: Connection, start: Call | RunPlace, handler: AssistantEventHandler | None = None
    ) -> None:
        self._source = RunEvents(connection, start, self._observe)
        self._snapshot = RunSnapshot()
        self._event: StreamEvent | None = None
        self._events = self._source.events() if handler is None else self._heard_by(handler)

    async def __aenter__(self) -> RunStream:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        return self._events

    async def __anext__(self) -> StreamEvent:
        return await self._events.__anext__()

    async def open(self) -> None:
        """Start the run; `async with` does it.

        Raises:
            ApiError: the run was not started.
        """
        await self._source.open()

    async def aclose(self) -> None:
        """Stop listening. The run goes on."""
        await self._events.aclose()
        await self._source.aclose()

    @property
    def current_event(self) -> StreamEvent | None:
        """The newest event."""
        return self._event

    @property
    def current_run(self) -> Run | None:
        """The run as its newest event gave it."""
        return self._snapshot.run

    @property
    def current_message_snapshot(self) -> Message | None:
        """The message that is being written, with all of it so far."""
        return self._snapshot.message(self._snapshot.message_id)

    @property
    def current_run_step_snapshot(self) -> RunStep | None:
        """The step that is being done, with all of it so far."""
        return self._snapshot.step(self._snapshot.step_id)

    @property
    def last_event_id(self) -> str:
        """Where `runs.events(..., last_event_id=...)` would go on; empty on servers without event ids."""
        return self._source.last_event_id

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the server's answer, names in lower case."""
        return self._source.headers

    @property
    def requested_model(self) -> str | None:
        """The model that was asked for, when our own server answers with another one."""
        from tui_threads.wire.extensions import REQUESTED_MODEL_HEADER

        return self._source.headers.get(REQUESTED_MODEL_HEADER)

    @property
    def text_deltas(self) -> AsyncIterator[str]:
        """Only the pieces of text, as they come."""
        return self._text_deltas()

    async def until_done(self) -> None:
        """Read to the end."""
        async for _ in self._events:
            pass

    async def get_final_run(self) -> Run:
        """The run as it is when the stream ends."""
        await self.until_done()
        if self._snapshot.run is None:
            raise StreamEndedError("The stream was left before it told of a run.")
        return self._snapshot.run

    async def get_final_messages(self) -> list[Message]:
        """The messages the run has written, in order; none if it only asks for outputs of tools."""
        await self.until_done()
        return self._snapshot.messages()

    async def get_final_run_steps(self) -> list[RunStep]:
        """The steps the run has taken, in order."""
        await self.until_done()
        return self._snapshot.steps()

    async def _text_deltas(self) -> AsyncIterator[str]:
        from tui_threads.wire.deltas import TextDeltaBlock

        async for event in self._events:
            if isinstance(event, ThreadMessageDelta):
                for block in event.data.delta.content or ():
                    if isinstance(block, TextDeltaBlock) and block.text is not None and block.text.value:
                        yield block.text.value

    def _observe(self, event: StreamEvent) -> None:
        self._event = event
        self._snapshot.apply(event)

    async def _heard_by(self, handler: AssistantEventHandler) -> AsyncGenerator[StreamEvent, None]:
        """The events, each told to the handler before it is given out."""
        from tui_threads.api.dispatch import Dispatcher

        dispatcher = Dispatcher(handler, self._snapshot)
        async with _Ending(handler), aclosing(self._source.events()) as events:
            async for event in events:
                await dispatcher.dispatch(event)
                yield event


class _Ending:
    """Tells a handler how its stream ended."""

    def __init__(self, handler: AssistantEventHandler) -> None:
        self._handler = handler

    async def __aenter__(self) -> None:
        """Nothing has ended yet."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ApiTimeoutError):
            await self._handler.on_timeout()
        if isinstance(error, Exception):
            await self._handler.on_exception(error)
        await self._handler.on_end()
