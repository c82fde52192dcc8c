"""An import carried out: thread by thread, each recognisable from its first request on.

A thread is made with its mark and its first messages in one request, the others follow one by one. Where
that is cut short, the next import finds the mark, sees which messages have landed, and goes on after them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tui_threads.api.errors import ApiError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.importing.bodies import INDEX, LONGEST_TEXT, Bodies, MessageBody, thread_metadata
from tui_threads.chat.importing.found import FoundMessage, FoundThread
from tui_threads.chat.importing.plan import COUNT, MARK, Plan, Planned, mark_of
from tui_threads.chat.seen import seen_thread
from tui_threads.chat.titles import snippet_from
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.messages import Message
    from tui_threads.wire.threads import Thread

_AT_ONCE, _AT_LEAST = 200, 20
"""Messages of the request that makes a thread, and as many as a server takes that refuses so many."""

OnThread: TypeAlias = Callable[[str], None]
"""Told the title of each thread before it is brought in."""


@dataclass(slots=True)
class Report:
    """What an import has done."""

    made: list[str] = field(default_factory=list)
    """Ids of the threads that were made."""
    completed: list[str] = field(default_factory=list)
    """Ids of the threads that were there and got the messages they lacked."""
    messages: int = 0
    """Messages that were brought in."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Threads that were not brought in whole: title and reason."""
    stopped: str | None = None
    """Why the import ended before its end, else None."""


class Bringing:
    """One import at work."""

    def __init__(
        self, client: ThreadsClient, cache: Cache, profile: str, on_thread: OnThread, report: Report
    ) -> None:
        """`report` is true at every moment, also when the import is cancelled."""
        self._client = client
        self._cache = cache
        self._profile = profile
        self._on_thread = on_thread
        self._bodies = Bodies(client)
        self._report = report

    async def run(self, plan: Plan) -> None:
        """Bring in what is new and complete what is unfinished."""
        for item in plan.todo:
            self._on_thread(item.thread.title)
            try:
                await self._bring(item)
            except ApiError as error:
                trouble = trouble_of(error)
                if trouble.kind in ("unreachable", "refused"):
                    self._report.stopped = trouble.sentence
                    break
                self._report.failed.append((item.thread.title, trouble.sentence))
            except CacheError as error:
                self._report.stopped = str(error)
                break

    async def _bring(self, item: Planned) -> None:
        thread = item.thread
        there = await self._there(item.thread_id) if item.thread_id is not None else None
        if there is None:
            made, landed = await self._make(thread)
            await self._append(made, thread, landed)
            return
        messages = [one async for one in self._client.threads.messages.list(there.id, order="asc", limit=100)]
        landed = 1 + max((_index(message) for message in messages), default=-1)
        if landed < len(thread.messages) and messages and _index(messages[-1]) < 0:
            missing = len(thread.messages) - landed
            self._report.failed.append(
                (thread.title, f"It went on here since; {missing} newer messages of the source stay out.")
            )
            return
        await self._append(there, thread, landed)
        self._report.completed.append(there.id)

    async def _there(self, thread_id: str) -> Thread | None:
        """The thread, or None where it was deleted on a server that does not list its threads."""
        try:
            return await self._client.threads.retrieve(thread_id)
        except ApiError as error:
            if trouble_of(error).kind != "gone":
                raise
        row = await self._cache.run(thread_rows.find_thread, self._profile, thread_id)
        if row is not None:
            await self._cache.run(thread_rows.change_thread, row.key, gone=True)
        return None

    async def _make(self, thread: FoundThread) -> tuple[Thread, int]:
        """A new thread with its first messages, and how many those are."""
        first = thread.messages[: _fitting(thread.messages)]
        bodies = [await self._bodies.message(message, index) for index, message in enumerate(first)]
        try:
            made = await self._create(thread, bodies)
        except ApiError as error:
            if trouble_of(error).kind != "rejected" or len(bodies) <= _AT_LEAST:
                raise
            bodies = bodies[:_AT_LEAST]
            made = await self._create(thread, bodies)
        self._report.made.append(made.id)
        self._report.messages += len(bodies)
        await self._know(made, thread)
        return made, len(bodies)

    async def _create(self, thread: FoundThread, bodies: Sequence[MessageBody]) -> Thread:
        metadata = thread_metadata(thread, len(bodies))
        return await self._client.threads.create(messages=bodies, metadata=metadata)

    async def _append(self, there: Thread, thread: FoundThread, landed: int) -> None:
        """Add what comes after the first `landed` messages, then note that all are there."""
        for index, message in enumerate(thread.messages[landed:], start=landed):
            body = await self._bodies.message(message, index)
            await self._client.threads.messages.create(there.id, **body)
            self._report.messages += 1
        if there.metadata.get(COUNT) != str(len(thread.messages)):
            kept = {name: value for name, value in there.metadata.items() if isinstance(value, str)}
            kept |= {MARK: mark_of(thread), COUNT: str(len(thread.messages))}
            await self._know(await self._client.threads.update(there.id, metadata=kept), thread)

    async def _know(self, there: Thread, thread: FoundThread) -> None:
        """Let the cache know the thread: on a server that lists none, nobody else remembers its id."""
        last = thread.messages[-1]
        seen = seen_thread(there)
        seen = seen._replace(
            snippet=snippet_from(last.text), active_at=last.created_at or thread.created_at or seen.active_at
        )
        await self._cache.run(thread_rows.see_threads, self._profile, [seen])


def _fitting(messages: Sequence[FoundMessage]) -> int:
    """How many messages go into the first request: a few, and of a size any server takes."""
    size = 0
    for count, message in enumerate(messages[:_AT_ONCE]):
        size += len(message.text)
        if size > 2 * LONGEST_TEXT and count:
            return count
    return min(len(messages), _AT_ONCE)


def _index(message: Message) -> int:
    """The place of a message in the source, or -1 for one that was said here."""
    index = message.metadata.get(INDEX)
    return int(index) if isinstance(index, str) and index.isdecimal() else -1
