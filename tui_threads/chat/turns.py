"""The loop of one session: it catches up with the server, follows the active run, and sends what waits.

One message at a time: stored first, then answered by a run. When the server goes away in the middle of
anything, the loop waits for the link and begins again with catching up, which finds what had arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat.answerers import Answerers
from tui_threads.chat.cache import Cache
from tui_threads.chat.changes import NOTHING
from tui_threads.chat.default_assistant import DefaultAssistant
from tui_threads.chat.entries import MessageEntry
from tui_threads.chat.history import unanswered
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import CLIENT_KEY, Queued
from tui_threads.chat.run_reports import RunReports
from tui_threads.chat.sending import Sending
from tui_threads.chat.session import ChatSession
from tui_threads.chat.trouble import HELD_REASON, OFFLINE_REASON, Trouble, trouble_of
from tui_threads.chat.waiting_run import WaitingRun
from tui_threads.wire.events import StreamEvent, ThreadRunCreated
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient


class Turns:
    """Does what a session wants done. One at a time works for a session, in `run`."""

    def __init__(
        self,
        session: ChatSession,
        *,
        cache: Cache,
        link: Link,
        assistants: DefaultAssistant,
        answerers: Answerers,
        lists_threads: Callable[[], bool],
        may_send: asyncio.Event,
        reports: RunReports,
    ) -> None:
        self.session = session
        session.answering = False
        self._cache = cache
        self._link = link
        self._assistants = assistants
        self._sending = Sending(
            session, cache=cache, answerers=answerers, lists_threads=lists_threads, take=self._take
        )
        self._waiting = WaitingRun(session, cache, self._take)
        self._may_send = may_send
        self._reports = reports
        self._doubtful = False
        """Whether a run was asked for and the answer got lost, so that the server must be looked at."""

    async def run(self) -> None:
        """Open the session, then work for it until cancelled."""
        session = self.session
        if not session.opened:
            await session.open()
            await self._reports.recall(session)
        while True:
            if session.row.id is None and not session.busy:
                await self._sleep()
                continue
            try:
                await self._link.call(self._serve)
            except ApiError as error:
                await self._meet(trouble_of(error))

    async def _sleep(self) -> None:
        self.session.wake.clear()
        await self.session.wake.wait()

    async def _serve(self, client: ThreadsClient) -> None:
        session = self.session
        while True:
            if session.stale:
                session.stale = False
                await self._catch_up(client)
            elif (run := session.active_run) is not None and run.status == "requires_action":
                if await self._waiting.attend(client, run):
                    await self._end(client)
            elif run is not None:
                await self._follow(client, run)
            elif session.answer_wanted:
                await self._sending.answer(client)
                await self._end(client)
            elif (queued := self._next()) is not None:
                if not self._may_send.is_set():
                    await session.mark(queued, "waiting", HELD_REASON)
                    await self._may_send.wait()  # meanwhile it may be taken back, or another be put first
                elif await self._sending.send(client, queued):
                    await self._end(client)
            else:
                await self._sleep()

    def _next(self) -> Queued | None:
        return next((queued for queued in self.session.queue if queued.state != "failed"), None)

    async def _meet(self, trouble: Trouble) -> None:
        """Something failed in the middle: say so, keep everything, and go on where that can help."""
        session = self.session
        session.answering = False
        session.stale = True
        await session.history.keep_as_they_are(self._written)
        if trouble.kind in ("unreachable", "refused"):
            for queued in session.queue:
                if queued.state == "sending" or (queued.state == "waiting" and queued.reason is None):
                    await session.mark(queued, "waiting", OFFLINE_REASON)
            self._doubtful = session.answer_wanted
            session.emit(session.conversation.idle())
        elif trouble.kind == "gone":
            await session.change_row(gone=True)
            session.emit(session.conversation.fail(trouble.sentence, trouble.code))
            await self._sleep()
        else:
            session.answer_wanted = False
            await self._sending.forget_settled()
            session.emit(session.conversation.idle())
            session.emit(session.conversation.fail(trouble.sentence, trouble.code))
            await self._sleep()

    async def _catch_up(self, client: ThreadsClient) -> None:
        """Show the newest page; settle what arrived although nobody heard of it."""
        session = self.session
        if session.row.id is None:
            return
        loaded = await session.history.newest(client, session.row.id)
        self._link.worked()
        arrived = {message.metadata.get(CLIENT_KEY): message for message in loaded.messages}
        for queued in list(session.queue):
            if queued.key in arrived:
                self._sending.settle(queued)
                self._doubtful = True
        if self._doubtful:
            self._doubtful = False
            session.answer_wanted = unanswered(loaded)
        session.load(loaded)
        if session.conversation.run is not None:
            await self._assistants.learn(client, session.conversation.run.assistant_id)
        if not session.answer_wanted:
            await self._sending.forget_settled()
        await self._waiting.note()
        await self._reports.learn(client, session, loaded.runs)
        await self.session.note(loaded.messages)

    async def _follow(self, client: ThreadsClient, run: Run) -> None:
        """Watch a run that this session did not begin, or lost sight of."""
        assert self.session.row.id is not None
        self.session.answering = True
        async with client.threads.runs.events(self.session.row.id, run.id) as events:
            async for event in events:
                await self._take(client, event)
        await self._end(client)

    async def _take(self, client: ThreadsClient, event: StreamEvent) -> None:
        session = self.session
        session.stopwatch.note(event)
        session.emit(session.conversation.apply(event))
        if session.stop_wanted and isinstance(event, ThreadRunCreated):
            session.stop_wanted = False
            await client.threads.runs.cancel(event.data.id, thread_id=session.row.id or "")

    @property
    def _written(self) -> list[Message]:
        """What the last run wrote."""
        run = self.session.conversation.run
        return [
            entry.message
            for entry in self.session.conversation.entries
            if isinstance(entry, MessageEntry) and run is not None and entry.message.run_id == run.id
        ]

    async def _end(self, client: ThreadsClient) -> None:
        """A stream has ended: keep what it brought; if the run goes on, the next look follows it."""
        session = self.session
        session.stop_wanted = False
        run = session.conversation.run
        if session.active_run is not None and run is not None:
            session.stale = run.status != "requires_action"
        else:
            await session.history.keep(self._written)
            await session.note(self._written)
        await self._waiting.note()
        await self._reports.learn(client, session)
        session.answering = False
        session.emit(NOTHING)  # a session that nobody looks at may be put away from here on
