"""Putting one session's messages on the server and beginning the runs that answer them.

A message goes out once: it carries its key, by which it is found again when an answer got lost. A new
thread begins with one call that makes the thread, stores the message and starts its run, where the server
can be asked for its threads afterwards; where it cannot, a lost answer would leave a thread that nobody
finds, so the thread is made first and its id kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError, NotFoundError
from tui_threads.chat import outbox, run_overrides
from tui_threads.chat.answerers import Answerer, Answerers
from tui_threads.chat.attaching import Uploads, attachments_of, content_of, tools_for_run
from tui_threads.chat.cache import Cache
from tui_threads.chat.files_to_attach import CannotAttachError
from tui_threads.chat.new_thread import NewThread
from tui_threads.chat.outbox import CLIENT_KEY, Queued
from tui_threads.chat.session import ChatSession
from tui_threads.chat.trouble import LOCKED_REASON, STOPPED_REASON, Trouble, trouble_of
from tui_threads.wire.events import StreamEvent, ThreadCreated, ThreadRunCreated

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.streams import RunStream

Take = Callable[["ThreadsClient", StreamEvent], Awaitable[None]]


class Sending:
    """Sends for one session."""

    def __init__(
        self,
        session: ChatSession,
        *,
        cache: Cache,
        answerers: Answerers,
        lists_threads: Callable[[], bool],
        take: Take,
    ) -> None:
        """`take` is given each event of a run; `lists_threads` tells whether the server can list threads."""
        self._session = session
        self._cache = cache
        self._answerers = answerers
        self._lists_threads = lists_threads
        self._take = take
        self._uploads = Uploads(cache, session.profile)
        self._new_thread = NewThread(session, cache)
        self._settled: list[str] = []
        """Keys of messages that the server has and that no run has answered yet."""

    async def send(self, client: ThreadsClient, queued: Queued) -> bool:
        """Store one message; whether a run was begun with it and taken to the end of its stream.

        Raises:
            ApiError: the server cannot be reached; the message still waits.
        """
        session = self._session
        queued = await session.mark(queued, "sending")
        try:
            brought = await self._bring(client, queued)
        except CannotAttachError as error:
            await session.mark(queued, "failed", str(error))
            return False
        except ApiError as error:
            await self._not_stored(queued, trouble_of(error), error)
            return False
        if brought is None:
            if any(one.key == queued.key for one in session.queue):
                await session.mark(queued, "failed", STOPPED_REASON)
            return False
        queued = brought
        if session.row.id is None:
            answerer = await self._answerers.next_for(client, session, [queued.key])
            if self._lists_threads():
                return await self._begin(client, queued, answerer)
            await self._new_thread.make(client)
        await self._store(client, queued)
        return False

    async def _bring(self, client: ThreadsClient, queued: Queued) -> Queued | None:
        """The message with its files on the server, None where that was stopped. Raises as `bring`."""
        session = self._session
        tell = partial(_tell, session, queued.key)
        session.upload = upload = asyncio.create_task(self._uploads.bring(client, queued, tell))
        try:
            await asyncio.wait((upload,))
        finally:
            upload.cancel()  # where this work itself is stopped
            session.upload = None
        return None if upload.cancelled() else upload.result()

    async def _store(self, client: ThreadsClient, queued: Queued) -> None:
        """Put a message into its thread, to be answered by the run that comes next."""
        session = self._session
        assert session.row.id is not None
        try:
            message = await client.threads.messages.create(
                session.row.id,
                role="user",
                content=content_of(queued),
                attachments=attachments_of(queued),
                metadata={CLIENT_KEY: queued.key},
            )
        except ApiError as error:
            await self._not_stored(queued, trouble_of(error), error)
            return
        self.settle(queued)
        session.answer_wanted = True
        session.emit(session.conversation.settle_local(queued.key, message))
        await session.history.keep([message])
        await session.note([message])

    async def answer(self, client: ThreadsClient) -> None:
        """Begin a run on the thread and take its events as they come. Raises `ApiError`."""
        session = self._session
        assert session.row.id is not None
        answerer = await self._answerers.next_for(client, session, self._settled)
        # Older messages may have brought files that only the thread itself tells of.
        thread = await client.threads.retrieve(session.row.id) if session.has_older else None
        resources = thread.tool_resources if thread is not None else None
        session.answering = True
        tools = tools_for_run(answerer.assistant, session.conversation.entries, resources=resources)
        stream = client.threads.runs.stream(
            session.row.id, assistant_id=answerer.assistant.id, **answerer.overrides.for_run(tools)
        )
        try:
            await self._take_all(client, stream)
        except NotFoundError as error:
            if not await self._answerers.is_gone(client, answerer, error):
                raise
            # The wish stands: the next turn of the loop finds another assistant.

    def settle(self, queued: Queued) -> None:
        """The server has it; the cache keeps it until its run has begun, so that a crash forgets neither."""
        self._session.queue = [one for one in self._session.queue if one.key != queued.key]
        self._settled.append(queued.key)

    async def forget_settled(self) -> None:
        """What the server has is answered, or will not be: it waits no more."""
        settled = list(self._settled)
        if settled:
            await self._cache.run(outbox.dequeue, *settled)
            # Only now: who is cut off before would leave them to be sent once more.
            self._settled = [key for key in self._settled if key not in settled]
            await self._session.read_row()

    async def _begin(self, client: ThreadsClient, queued: Queued, answerer: Answerer) -> bool:
        """Thread, message and run in one call; whether a run was begun."""
        session = self._session
        if await self._cache.run(run_overrides.mark_begun, queued.key) and await self._new_thread.found(
            client, queued
        ):
            session.stale = True
            return False
        metadata = self._new_thread.metadata | {CLIENT_KEY: queued.key}
        message = {
            "role": "user",
            "content": content_of(queued),
            "attachments": attachments_of(queued),
            "metadata": {CLIENT_KEY: queued.key},
        }
        tools = tools_for_run(answerer.assistant, (), queued.attachments)
        stream = client.threads.create_and_run_stream(
            assistant_id=answerer.assistant.id,
            thread={"messages": [message], "metadata": metadata},
            **answerer.overrides.for_new_thread(answerer.assistant, tools),
        )
        session.answering = session.answer_wanted = True
        try:
            await self._take_all(client, stream, queued, metadata)
        except ApiError as error:
            if session.row.id is not None:
                raise
            if isinstance(error, NotFoundError) and await self._answerers.is_gone(client, answerer, error):
                return False
            await self._not_stored(queued, trouble_of(error), error)
            return False
        finally:
            if session.row.id is None:  # nothing has begun that we know of
                session.answering = session.answer_wanted = False
        return True

    async def _take_all(
        self,
        client: ThreadsClient,
        stream: RunStream,
        queued: Queued | None = None,
        metadata: dict[str, str] | None = None,
    ) -> None:
        session, begun = self._session, False
        self._session.stopwatch.start()
        async with stream as events:
            async for event in events:
                if queued is not None and await self._new_thread.adopt(event, metadata or {}):
                    self.settle(queued)
                    await self._new_thread.show_first(client, queued)
                begins = not begun and not isinstance(event, ThreadCreated)
                if begins:  # later on the wish is for the next run
                    begun, session.answer_wanted, session.answer_with = True, False, None
                if isinstance(event, ThreadRunCreated):
                    session.begun_here = event.data.id
                await self._take(client, event)  # at once: between wish and run nothing could be stopped
                if begins:
                    await self.forget_settled()

    async def _not_stored(self, queued: Queued, trouble: Trouble, error: ApiError) -> None:
        """Say at the message why it is not stored; where waiting helps, it is tried again."""
        if trouble.kind == "gone" and (again := await self._uploads.forget_lost(queued, error)) is not None:
            await self._session.mark(again, "waiting", "its files are sent again")
            return
        if trouble.kind in ("rejected", "failed") or (trouble.kind == "gone" and not self._session.row.id):
            await self._session.mark(queued, "failed", trouble.sentence)
            return
        if trouble.kind == "locked":  # another program runs this thread: follow that run, then try again
            await self._session.mark(queued, "waiting", LOCKED_REASON)
            self._session.stale = True
            return
        raise error


def _tell(session: ChatSession, key: str, words: str) -> None:
    """Say at a message how far its files are."""
    session.emit(session.conversation.mark_local(key, "sending", words))
