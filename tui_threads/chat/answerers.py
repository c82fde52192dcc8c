"""Who answers in a thread, and how: what was chosen for it, for new threads, and for one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui_threads.chat import run_overrides
from tui_threads.chat.cache import Cache
from tui_threads.chat.default_assistant import DefaultAssistant
from tui_threads.chat.outbox import NEW_THREAD
from tui_threads.chat.run_overrides import Overrides
from tui_threads.chat.thread_rows import ThreadRow

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.errors import NotFoundError
    from tui_threads.chat.session import ChatSession
    from tui_threads.wire.assistants import Assistant


@dataclass(frozen=True, slots=True)
class Answerer:
    """An assistant and what its run has otherwise."""

    assistant: Assistant
    overrides: Overrides


class Answerers:
    """Remembers the choices of one profile. A choice for a thread is also the one for threads to come."""

    def __init__(self, cache: Cache, profile: str, assistants: DefaultAssistant) -> None:
        self._cache = cache
        self._profile = profile
        self._assistants = assistants
        self._read: dict[int, Overrides | None] = {}

    @property
    def known(self) -> Mapping[str, Assistant]:
        """Assistants that were seen, by id."""
        return self._assistants.known

    def note(self, assistant: Assistant) -> None:
        """An assistant was listed, made or changed."""
        self._assistants.note(assistant)

    def forget(self, assistant_id: str) -> None:
        """An assistant was deleted."""
        self._assistants.forget(assistant_id)

    def overrides(self, row: ThreadRow | None) -> Overrides:
        """What the runs of a thread have otherwise; a thread not yet begun has what new ones have."""
        own = self._own(row.key) if row is not None else None
        if own is None and (row is None or row.id is None):
            own = self._own(NEW_THREAD)
        return own or Overrides()

    def assistant_of(self, row: ThreadRow | None, ran_last: str | None = None) -> Assistant | None:
        """Who answers next in a thread, as far as it is known."""
        for assistant_id in (row.assistant_id if row else None, ran_last, self._assistants.chosen):
            if assistant_id is not None:
                return self.known.get(assistant_id)
        return None

    async def choose(
        self, row: ThreadRow | None, assistant: Assistant | None, overrides: Overrides | None = None
    ) -> None:
        """Have an assistant answer from here on, or keep the present one with other overrides.

        Args:
            row: The thread; None for threads to come only.
            assistant: None leaves it as it is.
            overrides: None for none: the assistant as it is.
        """
        overrides = replace(overrides or Overrides(), assistant_id=None)
        new = replace(Overrides(), model=overrides.model)
        if assistant is not None:
            await self._assistants.choose(assistant)
        await self._write(NEW_THREAD, new if row is not None else overrides)
        if row is not None:
            await self._write(row.key, overrides)

    async def set_overrides(self, row: ThreadRow | None, overrides: Overrides) -> None:
        """Change how the runs of one thread are; None for threads to come."""
        await self._write(row.key if row is not None else NEW_THREAD, replace(overrides, assistant_id=None))

    async def next_for(self, client: ThreadsClient, session: ChatSession, keys: Sequence[str]) -> Answerer:
        """Who answers the messages of these keys; the thread keeps its assistant from here on.

        Raises:
            ApiError: the server does not say.
        """
        once = session.answer_with or await self._cache.run(run_overrides.planned_run, list(keys))
        kept = self.overrides(session.row)
        own = await self._assistants.get(client, session.row.assistant_id or _ran_last(session))
        if session.row.id is None and self._own(session.key) is None:
            await self._write(session.key, kept)
        if session.row.assistant_id != own.id:
            await session.change_row(assistant_id=own.id)
        if once is None:
            return Answerer(own, kept)
        assistant = await self._assistants.get(client, once.assistant_id) if once.assistant_id else own
        # A model that was chosen for the thread goes with its assistant, not with another one.
        base = kept if assistant.id == own.id else replace(kept, model=None)
        return Answerer(assistant, replace(once.over(base), assistant_id=None))

    async def is_gone(self, client: ThreadsClient, answerer: Answerer, error: NotFoundError) -> bool:
        """Whether what was not found is the assistant: then it is forgotten, and another one answers."""
        assistant_id = answerer.assistant.id
        if assistant_id not in error.message and "ssistant" not in error.message:
            return False
        return not await self._assistants.is_there(client, assistant_id)

    def _own(self, thread: int) -> Overrides | None:
        if thread not in self._read:
            self._read[thread] = self._cache.read_beside(run_overrides.read_overrides, self._profile, thread)
        return self._read[thread]

    async def _write(self, thread: int, overrides: Overrides) -> None:
        await self._cache.run(run_overrides.write_overrides, self._profile, thread, overrides)
        self._read[thread] = overrides


def _ran_last(session: ChatSession) -> str | None:
    run = session.conversation.run
    return run.assistant_id or None if run is not None else None
