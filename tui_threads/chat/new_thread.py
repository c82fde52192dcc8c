"""The beginning of a thread on the server: made, or found where a lost answer has hidden that it was made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.library import metadata_of
from tui_threads.chat.outbox import CLIENT_KEY, Queued
from tui_threads.chat.session import ChatSession
from tui_threads.wire.events import RUN_EVENTS, StreamEvent, ThreadCreated

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_NEWEST = 100
"""Threads among which one is looked for whose beginning got lost."""


class NewThread:
    """Makes a session's thread its own as soon as the thread's id is known."""

    def __init__(self, session: ChatSession, cache: Cache) -> None:
        self._session = session
        self._cache = cache

    @property
    def metadata(self) -> dict[str, str]:
        """What a new thread carries from the start."""
        row = self._session.row
        return metadata_of(row) | ({"title": row.title} if row.title else {})

    async def make(self, client: ThreadsClient) -> None:
        """Make the thread, without a message. Raises `ApiError`."""
        metadata = self.metadata
        thread = await client.threads.create(metadata=metadata)
        await self._own(thread.id, metadata)

    async def adopt(self, event: StreamEvent, metadata: dict[str, str]) -> bool:
        """The first event that names the thread: it is ours, and the message is in it; whether it is that.

        Args:
            metadata: What the thread was made with.
        """
        if self._session.row.id is not None:
            return False
        if isinstance(event, ThreadCreated):
            await self._own(event.data.id, metadata)
        elif isinstance(event, RUN_EVENTS):
            await self._own(event.data.thread_id, metadata)
        else:
            return False
        return True

    async def show_first(self, client: ThreadsClient, queued: Queued) -> None:
        """Show the message that the thread began with as the server has it. Raises `ApiError`."""
        session = self._session
        assert session.row.id is not None
        page = await client.threads.messages.list(session.row.id, order="asc", limit=1)
        for message in page.data:
            session.emit(session.conversation.settle_local(queued.key, message))
        await session.history.keep(page.data)
        await session.note(page.data)

    async def found(self, client: ThreadsClient, queued: Queued) -> bool:
        """Whether an earlier attempt got through although its answer was lost; the thread is ours then.

        Raises:
            ApiError: the server cannot be asked.
        """
        page = await client.threads.list(order="desc", limit=_NEWEST)
        for thread in page.data:
            if thread.metadata.get(CLIENT_KEY) == queued.key:
                await self._own(thread.id, {name: str(value) for name, value in thread.metadata.items()})
                return True
        return False

    async def _own(self, thread_id: str, metadata: dict[str, str]) -> None:
        key = self._session.key
        await self._cache.run(thread_rows.adopt_thread, key, thread_id, json.dumps(metadata))
        await self._session.read_row()
