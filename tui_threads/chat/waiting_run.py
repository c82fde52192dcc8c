"""A run that waits for the outputs of its functions: looked at now and then, and answered when the user has.

The outputs stay with the session until the run is seen to have gone on. So when the connection breaks in
the middle of handing them over, the next look tells whether they arrived, and they are sent again if not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat.cache import Cache
from tui_threads.chat.changes import NOTHING
from tui_threads.chat.session import ChatSession
from tui_threads.chat.tool_outputs import ToolOutputs, WaitingThread, settle_outputs, wanted_calls
from tui_threads.chat.trouble import trouble_of
from tui_threads.wire.events import StreamEvent
from tui_threads.wire.runs import Run

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_LOOK_SECONDS = 2.0
"""Between two looks at a run that somebody else may answer, cancel, or let expire."""

Take = Callable[["ThreadsClient", StreamEvent], Awaitable[None]]


class WaitingRun:
    """Attends to the waiting runs of one session."""

    def __init__(self, session: ChatSession, cache: Cache, take: Take) -> None:
        """`take` is given each event of the run as it goes on."""
        self._session = session
        self._cache = cache
        self._take = take
        self._sent: ToolOutputs | None = None

    async def attend(self, client: ThreadsClient, run: Run) -> bool:
        """Wait a while for outputs and hand them over; whether the run's stream was taken to its end.

        Raises:
            ApiError: the server cannot be asked, or fails.
        """
        outputs = self._session.tool_outputs
        if outputs is not None:
            if outputs.run_id == run.id and set(outputs.outputs) == set(wanted_calls(run)):
                return await self._submit(client, run, outputs)
            self._session.tool_outputs = None
        if not await _woken(self._session.wake):
            await self._look(client, run)
        return False

    async def note(self) -> None:
        """Keep in mind that the run waits; words typed for one that waits no more go to the history."""
        session, run = self._session, self._session.conversation.run
        key = session.key
        calls = wanted_calls(run) if run is not None else ()
        waiting = WaitingThread(key, run.id, run.expires_at) if run is not None and calls else None
        sent = set(self._sent.outputs.values()) if self._sent is not None else set()
        if await self._cache.run(settle_outputs, key, waiting, calls, sent=sent, now=time.time()):
            session.words_kept += 1
            session.emit(NOTHING)
        if self._sent is not None and set(self._sent.outputs) != set(calls):
            self._sent = session.tool_outputs = None

    async def _look(self, client: ThreadsClient, run: Run) -> None:
        seen = await client.threads.runs.retrieve(run.id, thread_id=run.thread_id)
        if wanted_calls(seen) != wanted_calls(run):
            self._session.stale = True

    async def _submit(self, client: ThreadsClient, run: Run, outputs: ToolOutputs) -> bool:
        session, self._sent = self._session, outputs
        given = [{"tool_call_id": call, "output": outputs.outputs[call]} for call in wanted_calls(run)]
        session.answering = True
        session.emit(NOTHING)
        stream = client.threads.runs.submit_tool_outputs_stream(
            run.id, thread_id=run.thread_id, tool_outputs=given
        )
        try:
            async with stream as events:
                async for event in events:
                    await self._take(client, event)
        except ApiError as error:
            trouble = trouble_of(error)
            if trouble.kind != "rejected":
                raise
            session.answering, session.tool_outputs, self._sent = False, None, None
            session.emit(session.conversation.fail(trouble.sentence, trouble.code))
            await self._look(client, run)  # somebody else may have answered, or the run is over
            return False
        return True


async def _woken(wake: asyncio.Event) -> bool:
    wake.clear()
    try:
        await asyncio.wait_for(wake.wait(), _LOOK_SECONDS)
    except TimeoutError:
        return False
    return True
