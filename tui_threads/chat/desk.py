"""The sessions at work: the one that is looked at, and those whose reply or queue goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from tui_threads.chat import outbox
from tui_threads.chat.answerers import Answerers
from tui_threads.chat.cache import Cache
from tui_threads.chat.changes import Change
from tui_threads.chat.default_assistant import DefaultAssistant
from tui_threads.chat.errands import Errands
from tui_threads.chat.library import Library
from tui_threads.chat.link import Link
from tui_threads.chat.run_reports import RunReports
from tui_threads.chat.session import ChatSession
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.turns import Turns
from tui_threads.wire.assistants import Assistant

_QUEUES_SECONDS = 5.0


class Job(Protocol):
    """Work that was started and can be stopped; a worker of the screen, or a task."""

    def cancel(self) -> object: ...


Start = Callable[[Callable[[], Coroutine[object, object, None]]], Job]
"""Starts the loop of a session; whoever gives it is told of its failures."""


@dataclass(frozen=True, slots=True)
class Place:
    """A session and the loop that works for it."""

    session: ChatSession
    errands: Errands
    job: Job


class Desk:
    """Opens sessions and puts them away when nothing goes on in them."""

    def __init__(
        self,
        *,
        library: Library,
        cache: Cache,
        link: Link,
        assistants: DefaultAssistant,
        start: Start,
        on_change: Callable[[ChatSession, Change], None],
        lists_threads: Callable[[], bool],
    ) -> None:
        """`lists_threads` tells whether this server can be asked for its threads."""
        self._library = library
        self._cache = cache
        self._link = link
        self._assistants = assistants
        self._lists_threads = lists_threads
        self.answerers = Answerers(cache, library.profile, assistants)
        """Who answers where, and how."""
        self.reports = RunReports(cache)
        """All that is known of runs."""
        self._start = start
        self._on_change = on_change
        self._places: dict[int, Place] = {}
        self._current: int | None = None
        self.may_send = asyncio.Event()
        """Cleared while messages must wait in their queues, for instance for a model."""
        self.may_send.set()

    @property
    def current(self) -> Place | None:
        """The one that is looked at."""
        return self._places.get(self._current) if self._current is not None else None

    @property
    def assistants(self) -> Mapping[str, Assistant]:
        """Assistants that were seen, by id."""
        return self._assistants.known

    def session(self, key: int) -> ChatSession | None:
        """The session of a thread, if one is at work."""
        place = self._places.get(key)
        return place.session if place else None

    @property
    def running(self) -> frozenset[int]:
        """Keys of threads in which a reply is awaited or written."""
        return frozenset(key for key, place in self._places.items() if place.session.busy)

    def open(self, row: ThreadRow) -> Place:
        """Look at a thread; its session is begun, or taken up where it is."""
        self.leave()
        place = self._places.get(row.key) or self._begin(row)
        if not place.session.opened:
            place.session.glimpse()
        self._current = row.key
        place.session.visible = True
        return place

    def leave(self) -> None:
        """Look at none; a session with nothing to do is put away."""
        place = self.current
        self._current = None
        if place is not None:
            place.session.visible = False
            if not place.session.busy:
                self._end(place)

    @property
    def attended(self) -> frozenset[str]:
        """Ids of threads that a session looks after."""
        return frozenset(place.session.row.id for place in self._places.values() if place.session.row.id)

    def hear(self, thread_id: str, message_id: str | None, run_id: str | None) -> None:
        """The server lists this as a thread's last message and active run."""
        for place in self._places.values():
            if place.session.row.id == thread_id:
                place.session.hear(message_id, run_id)

    def forget(self, key: int) -> None:
        """The thread is deleted."""
        if key == self._current:
            self._current = None
        if (place := self._places.get(key)) is not None:
            self._end(place)

    async def keep_queues(self) -> None:
        """Take over what a window leaves behind that is killed while this one runs; until cancelled."""
        while True:
            await asyncio.sleep(_QUEUES_SECONDS)
            await self.take_up_queues()

    async def take_up_queues(self) -> None:
        """See that all is sent that waited when the program ended, this one or another window of it."""
        profile = self._library.profile
        left = await self._cache.run(outbox.take_over_queues, profile)
        for key in await self._cache.run(outbox.threads_with_queue, profile):
            if key not in self._places:
                await self._library.look_at(key)
            row = self._library.row(key)
            if key not in self._places and row is not None and row.delete_at is None:
                self._begin(row)
        for queued in left:
            if (place := self._places.get(queued.thread)) is not None:
                place.session.take(queued)

    def _begin(self, row: ThreadRow) -> Place:
        session = ChatSession(
            row, library=self._library, cache=self._cache, link=self._link, on_change=self._changed
        )
        turns = Turns(
            session,
            cache=self._cache,
            link=self._link,
            assistants=self._assistants,
            answerers=self.answerers,
            lists_threads=self._lists_threads,
            may_send=self.may_send,
            reports=self.reports,
        )
        errands = Errands(session, cache=self._cache, link=self._link)
        place = self._places[row.key] = Place(session, errands, self._start(turns.run))
        return place

    def _changed(self, session: ChatSession, change: Change) -> None:
        self._on_change(session, change)
        place = self._places.get(session.key)
        if (
            place is not None
            and not session.visible
            and session.opened
            and not session.busy
            and not session.stale
        ):
            self._end(place)

    def _end(self, place: Place) -> None:
        self._places.pop(place.session.key, None)
        place.job.cancel()
