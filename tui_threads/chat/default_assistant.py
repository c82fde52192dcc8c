"""Which assistant answers where none was chosen: one of ours, found or made once for each server.

On a server of somebody else's its newest assistant answers before one is made: only they know which model
would work.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Endpoint

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.assistants import Assistant

_MARK = "threads_tui"
"""Metadata key that marks the assistant as ours, with the value `default`."""
_CHOICE = "assistant"
_PAGES = 5


class DefaultAssistant:
    """Finds it by the remembered id, then among the server's assistants, else makes it."""

    def __init__(self, cache: Cache, endpoint: Endpoint) -> None:
        self._cache = cache
        self._endpoint = endpoint
        self._known: dict[str, Assistant] = {}
        self._turn = asyncio.Lock()
        self._chosen: str | None = cache.read(thread_rows.read_choice, endpoint.profile, _CHOICE)

    @property
    def known(self) -> dict[str, Assistant]:
        """Assistants that were seen, by id; for names on the screen."""
        return self._known

    @property
    def chosen(self) -> str | None:
        """Id of the assistant of new threads, where one was chosen or made."""
        return self._chosen

    async def choose(self, assistant: Assistant) -> None:
        """Have this one answer where none was chosen."""
        self._known[assistant.id] = assistant
        self._chosen = assistant.id
        await self._cache.run(thread_rows.write_choice, self._endpoint.profile, _CHOICE, assistant.id)

    def note(self, assistant: Assistant) -> None:
        """An assistant was made, changed or listed."""
        self._known[assistant.id] = assistant

    def forget(self, assistant_id: str) -> None:
        """An assistant was deleted."""
        self._known.pop(assistant_id, None)

    async def is_there(self, client: ThreadsClient, assistant_id: str) -> bool:
        """Ask the server whether it still has an assistant; one that it has not is forgotten."""
        self._known.pop(assistant_id, None)
        return await self._by_id(client, assistant_id) is not None

    async def get(self, client: ThreadsClient, chosen: str | None = None) -> Assistant:
        """The chosen assistant if it is there, else the default one. Raises `ApiError`."""
        async with self._turn:
            self._chosen = await self._remembered()
            for assistant_id in (chosen, self._chosen):
                found = await self._by_id(client, assistant_id) if assistant_id else None
                if found is not None:
                    return found
            assistant = await self._found(client) or await self._make(client)
            await self.choose(assistant)
            return assistant

    async def learn(self, client: ThreadsClient, assistant_id: str | None) -> None:
        """Get to know an assistant that answers in a thread, for its name; a deleted one has none."""
        if assistant_id:
            await self._by_id(client, assistant_id)

    async def _remembered(self) -> str | None:
        return await self._cache.run(thread_rows.read_choice, self._endpoint.profile, _CHOICE)

    async def _by_id(self, client: ThreadsClient, assistant_id: str) -> Assistant | None:
        from tui_threads.api.errors import NotFoundError

        if assistant_id in self._known:
            return self._known[assistant_id]
        try:
            assistant = await client.assistants.retrieve(assistant_id)
        except NotFoundError:
            return None
        self._known[assistant.id] = assistant
        return assistant

    async def _found(self, client: ThreadsClient) -> Assistant | None:
        after: str | None = None
        newest: Assistant | None = None
        for _ in range(_PAGES):
            page = await client.assistants.list(order="desc", limit=100, after=after)
            for assistant in page.data:
                if assistant.metadata.get(_MARK) == "default":
                    return assistant
                newest = newest or assistant
            if not page.has_more or not page.data:
                break
            after = page.data[-1].id
        return None if self._endpoint.is_local else newest

    async def _make(self, client: ThreadsClient) -> Assistant:
        return await client.assistants.create(
            model=self._endpoint.model if self._endpoint.is_local else await self._first_model(client),
            name="Assistant",
            instructions="You are a helpful assistant. Answer briefly and correctly.",
            metadata={_MARK: "default"},
        )

    async def _first_model(self, client: ThreadsClient) -> str:
        """A model that another server offers; where it does not say, it may map the name of ours."""
        from tui_threads.api.errors import ApiStatusError

        try:
            async for model in client.models.list():
                return model.id
        except ApiStatusError:
            pass  # it has no such list
        return self._endpoint.model
