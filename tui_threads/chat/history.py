"""Where a thread's messages come from: the mirror first, then the server, older pages as they are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tui_threads.chat import mirror
from tui_threads.chat.cache import Cache
from tui_threads.chat.mirror import MirroredMessage
from tui_threads.wire.messages import Message, TextContentBlock
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES, Run
from tui_threads.wire.steps import RunStep

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

PAGE = 50
"""Messages of one page."""
_SEEN, _SEEN_CHARACTERS = 20, 30_000
"""Messages that fill a view, and characters of their JSON that do where they are long."""
_RUNS = 20
_LOOKS = 3
"""Looks at a thread that changes under one's eyes."""
_STEPPED = 5
"""Runs of the newest page whose steps are asked for; the others' tool calls come with older pages."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stretch of a thread, oldest message first."""

    messages: tuple[Message, ...]
    steps: tuple[RunStep, ...] = ()
    runs: tuple[Run, ...] = ()
    has_more: bool = False

    @property
    def active_run(self) -> Run | None:
        """The run that locks the thread, if there is one."""
        return next((run for run in self.runs if run.status in ACTIVE_RUN_STATUSES), None)


class History:
    """Reads one thread; what the server gives is mirrored on the way."""

    def __init__(self, cache: Cache, thread: int) -> None:
        self._cache = cache
        self._thread = thread

    def glimpsed(self) -> tuple[Message, ...]:
        """The few newest messages as last seen, at once. Raises `CacheError`."""
        return parsed(self._cache.read_beside(mirror.read_newest, self._thread, _SEEN, _SEEN_CHARACTERS))

    async def from_mirror(self) -> tuple[Message, ...]:
        """The newest messages as last seen."""
        return parsed(await self._cache.run(mirror.read_newest, self._thread, PAGE))

    async def newest(self, client: ThreadsClient, thread_id: str) -> Loaded:
        """The newest page with the runs and steps that belong to it. Raises `ApiError`."""
        for _ in range(_LOOKS):
            # Runs first: a run that is over then has left its messages as they will stay.
            runs = await client.threads.runs.list(thread_id, order="desc", limit=_RUNS)
            page = await client.threads.messages.list(thread_id, order="desc", limit=PAGE)
            if not _begun_meanwhile(page.data, runs.data):
                break
        messages = tuple(reversed(page.data))
        await self._cache.run(mirror.drop_missing, self._thread, [message.id for message in messages])
        await self.keep(messages)
        steps = await self._steps(client, thread_id, runs.data[:_STEPPED])
        return Loaded(messages, steps, tuple(runs.data), page.has_more)

    async def _steps(self, client: ThreadsClient, thread_id: str, runs: Iterable[Run]) -> tuple[RunStep, ...]:
        steps: list[RunStep] = []
        for run in runs:
            if run.tools:
                page = await client.threads.runs.steps.list(
                    run.id, thread_id=thread_id, order="asc", limit=100
                )
                steps += page.data
        return tuple(steps)

    async def older(self, client: ThreadsClient, thread_id: str, before: str) -> Loaded:
        """The page before a message. Raises `ApiError`."""
        page = await client.threads.messages.list(thread_id, order="desc", limit=PAGE, after=before)
        messages = tuple(reversed(page.data))
        await self.keep(messages)
        return Loaded(messages, has_more=page.has_more)

    async def older_mirrored(self, before: str) -> Loaded:
        """The page before a message as far as it is mirrored, for while the server is away."""
        kept = await self._cache.run(mirror.read_before, self._thread, before, PAGE)
        return Loaded(parsed(kept), has_more=len(kept) == PAGE)

    async def keep(self, messages: Iterable[Message]) -> None:
        """Mirror messages, oldest first; one that is still being written is left for later."""
        await self.keep_as_they_are([message for message in messages if message.status != "in_progress"])

    async def keep_as_they_are(self, messages: Iterable[Message]) -> None:
        """Mirror messages, those that are not whole too: nobody may be there later to ask for the rest."""
        await self._cache.run(mirror.write_messages, self._thread, [mirrored(one) for one in messages])


def _begun_meanwhile(messages: Iterable[Message], runs: Iterable[Run]) -> bool:
    """Whether a message is being written by a run that the list of runs does not have yet."""
    known = {run.id for run in runs}
    return any(one.status == "in_progress" and one.run_id not in known for one in messages)


def unanswered(loaded: Loaded) -> bool:
    """Whether the newest message is a user's that no run has taken up.

    Times are whole seconds, so a run of the same second counts as older when it wrote what stands above.
    """
    if not loaded.messages or loaded.messages[-1].role != "user":
        return False
    last = loaded.messages[-1]
    newest = max(loaded.runs, key=lambda run: run.created_at, default=None)
    if newest is None or newest.created_at < last.created_at:
        return True
    return newest.created_at == last.created_at and any(
        message.run_id == newest.id for message in loaded.messages
    )


def mirrored(message: Message) -> MirroredMessage:
    """A message as the mirror keeps it."""
    return MirroredMessage(
        message.id, message.created_at, message.role, text_of(message), message.model_dump_json()
    )


def text_of(message: Message) -> str:
    """The plain text of a message."""
    return "\n".join(block.text.value for block in message.content if isinstance(block, TextContentBlock))


def parsed(bodies: Iterable[str]) -> tuple[Message, ...]:
    """Messages from the mirror; one that cannot be read is left out, the server has it still."""
    messages = []
    for body in bodies:
        try:
            messages.append(Message.model_validate_json(body))
        except ValidationError:
            continue
    return tuple(messages)
