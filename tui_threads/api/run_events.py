"""The events of one run as one unbroken sequence, whatever happens to the connection.

When a stream breaks or ends before its run, it is taken up again: on our own server by replaying what
follows the last event (`Last-Event-ID`), elsewhere by asking for the run until it is over and for its
messages then. What follows the end of a run is left out: some servers send a `completed` after a
`requires_action`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_threads.api.calls import Call, path
from tui_threads.api.connection import Connection, parse
from tui_threads.api.errors import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    InternalServerError,
    ProtocolError,
    StreamEndedError,
    StreamFailedError,
)
from tui_threads.api.retries import backoff
from tui_threads.wire.events import (
    RUN_EVENTS,
    RUN_OVER_EVENTS,
    DoneEvent,
    ErrorEvent,
    MalformedEventError,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageIncomplete,
    ThreadRunRequiresAction,
    ThreadRunStepCancelled,
    ThreadRunStepCompleted,
    ThreadRunStepExpired,
    ThreadRunStepFailed,
    parse_event,
)
from tui_threads.wire.sse import SSEDecoder

if TYPE_CHECKING:
    from tui_threads.api.transport import Answer
    from tui_threads.wire.runs import Run

__all__ = ["RunEvents", "RunPlace"]

_TURN = 0.008
"""Seconds of events after which other tasks of the event loop get their turn."""

_DRAIN = 0.5
"""Seconds to wait for the end of a stream whose run is over, so that its connection can be used again."""

_FINISHED = (
    ThreadMessageCompleted
    | ThreadMessageIncomplete
    | ThreadRunStepCompleted
    | ThreadRunStepFailed
    | ThreadRunStepCancelled
    | ThreadRunStepExpired
)
"""Messages and steps that will not change; polling does not tell of them again."""

_FAILURES = 6
"""Failures in a row to go on with a run before giving up: about half a minute."""


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Which run to follow, and from where."""

    thread_id: str
    run_id: str
    last_event_id: str | None = None


class RunEvents:
    """Opens the stream of a run and gives its events to the end of the run."""

    def __init__(
        self, connection: Connection, start: Call | RunPlace, observe: Callable[[StreamEvent], None]
    ) -> None:
        """`observe` is told of each event just before it is given out."""
        self._connection = connection
        self._observe = observe
        self._start = start
        self._answer: Answer | None = None
        self._place: RunPlace | None = None
        self._run: Run | None = None
        self._replays = False
        self._over = False
        self._seen = 0
        self._last_id = ""
        self._finished: set[str] = set()
        self._broken: ApiError | None = None
        self._failure: ErrorEvent | None = None
        self.headers: Mapping[str, str] = {}
        """Headers of the stream's first answer."""
        if isinstance(start, RunPlace):
            self._place = start
            self._replays = True
            self._last_id = start.last_event_id or ""

    @property
    def last_event_id(self) -> str:
        """Id of the newest event, to follow the run from there later; empty where there are none."""
        return self._last_id

    async def open(self) -> None:
        """Start the run, unless it is only to be followed.

        Raises:
            ApiError: the run was not started.
        """
        if isinstance(self._start, Call) and self._answer is None:
            self._answer = await self._connection.open(self._start)
            self.headers = self._answer.headers

    async def aclose(self) -> None:
        """Stop listening. The run goes on."""
        if self._answer is not None:
            await self._answer.aclose()

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """Every event, the last but one being the end of the run and the last `DoneEvent`.

        Raises:
            ApiError: the run was not started, or it was lost.
        """
        await self.open()
        if self._answer is not None:
            async for event in self._read(self._answer):
                yield event
        failures = 0
        while not self._over:
            place, before = self._where_to_go_on(), self._seen
            try:
                async for event in self._go_on(place):
                    yield event
            except (ApiConnectionError, InternalServerError) as error:
                self._broken = error
            failures = failures + 1 if self._seen == before else 0
            if failures > _FAILURES:
                raise self._lost() from self._broken
            if not self._over:
                await self._connection.clock.sleep(backoff(failures, None, random.random()) or 0.0)
        done = DoneEvent()
        self._observe(done)
        yield done

    def _where_to_go_on(self) -> RunPlace:
        if self._place is None:
            raise self._broken or self._lost()
        return self._place

    def _lost(self) -> ApiError:
        if self._failure is not None:
            error = self._failure.data
            return StreamFailedError(
                error.message or "The server failed.", type=error.type, code=error.code, param=error.param
            )
        if self._place is None:
            return StreamEndedError("The stream ended before it told of a run.")
        return StreamEndedError("The stream ended before its run, and the run cannot be followed.")

    async def _read(self, answer: Answer) -> AsyncGenerator[StreamEvent, None]:
        """The events of one answer, until it ends or breaks or the run is over."""
        try:
            kind = answer.headers.get("content-type", "text/event-stream")
            if "text/event-stream" not in kind.lower():
                await self._read_plain_run(answer)
                return
            decoder = SSEDecoder()
            elapsed = self._connection.clock.elapsed
            turn = elapsed() + _TURN
            chunks = answer.chunks()
            async for chunk in chunks:
                for sent in decoder.feed(chunk):
                    event = self._take(parse_event(sent.event, sent.data), sent.id)
                    if event is not None:
                        yield event
                    if self._over:
                        await _drain(chunks)
                        return
                    if elapsed() > turn:
                        await asyncio.sleep(0)
                        turn = elapsed() + _TURN
            for sent in decoder.end():
                event = self._take(parse_event(sent.event, sent.data), sent.id)
                if event is not None:
                    yield event
        except ApiConnectionError as error:
            self._broken = error
        except MalformedEventError as error:
            self._replays = False
            self._broken = ProtocolError(str(error))
        finally:
            await answer.aclose()

    async def _read_plain_run(self, answer: Answer) -> None:
        """A server that does not stream answers with the run itself."""
        from tui_threads.wire.runs import Run

        call = self._start if isinstance(self._start, Call) else Call("GET", "")
        run = parse(Run, await answer.read(), answer, call)
        self._run, self._place = run, RunPlace(run.thread_id, run.id)

    def _take(self, event: StreamEvent, event_id: str) -> StreamEvent | None:
        """Note what an event tells of the run; None for events that are not passed on."""
        if isinstance(event, DoneEvent):
            return None
        self._seen += 1
        if event_id:
            self._last_id, self._replays = event_id, True
        if isinstance(event, ErrorEvent):
            self._failure = event
        elif isinstance(event, _FINISHED):
            self._finished.add(event.data.id)
        elif isinstance(event, RUN_EVENTS):
            if isinstance(event, RUN_OVER_EVENTS) and event.data.status == "requires_action":
                event = ThreadRunRequiresAction(event.data)
            self._run = event.data
            self._place = RunPlace(event.data.thread_id, event.data.id)
            self._over = isinstance(event, RUN_OVER_EVENTS)
        self._observe(event)
        return event

    async def _go_on(self, place: RunPlace) -> AsyncGenerator[StreamEvent, None]:
        """More events of a run whose stream is gone."""
        if self._replays:
            try:
                answer = await self._connection.open(self._replay_call(place))
            except ApiStatusError as error:
                if isinstance(error, InternalServerError) and error.status_code != 501:
                    raise
                self._replays = False
            else:
                async for event in self._read(answer):
                    yield event
                return
        from tui_threads.api.run_polling import poll_events

        async for event in poll_events(self._connection, place.thread_id, place.run_id, self._run):
            if isinstance(event, _FINISHED) and event.data.id in self._finished:
                continue
            if (taken := self._take(event, "")) is not None:
                yield taken

    def _replay_call(self, place: RunPlace) -> Call:
        where = path(
            "threads", "{thread_id}", "runs", "{run_id}", "events",
            thread_id=place.thread_id, run_id=place.run_id,
        )  # fmt: skip
        headers = {"Last-Event-ID": self._last_id} if self._last_id else {}
        return Call("GET", where, headers=headers, stream=True)


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    try:
        async with asyncio.timeout(_DRAIN):
            async for _ in chunks:
                pass
    except (TimeoutError, ApiConnectionError):
        return  # the run is over: what the connection does is of no more interest
