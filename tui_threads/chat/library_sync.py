"""Keeping the library and the server the same: what others did comes in, what was done here goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat import outbox, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.library import Library
from tui_threads.chat.library_changes import LibraryChanges
from tui_threads.chat.library_titles import LibraryTitles
from tui_threads.chat.library_visits import Attendance, LibraryVisits
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import CLIENT_KEY
from tui_threads.chat.seen import seen_thread, tells_activity
from tui_threads.chat.thread_rows import SeenThread
from tui_threads.chat.trouble import trouble_of
from tui_threads.wire.extensions import ThreadPage

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.pages import ListPage
    from tui_threads.wire.extensions import ListedThread

_PAGE = 100
_LOOK_SECONDS = 3.0
_NEWEST = 20


class LibrarySync:
    """One loop: a whole look after each connection, then short looks at where something happened."""

    def __init__(
        self,
        library: Library,
        *,
        cache: Cache,
        link: Link,
        sessions: Attendance,
        on_trouble: Callable[[str], None],
    ) -> None:
        """`on_trouble` is given a sentence for the user when the server does not take what was done here."""
        self._library = library
        self._cache = cache
        self._link = link
        self._sessions = sessions
        self._wake = asyncio.Event()
        self._whole = True
        self._lists_threads: bool | None = None
        """Whether this server can list threads; None until it was asked."""
        self._tells = False
        """Whether it tells what was said last, and lists by activity."""
        self._visits = LibraryVisits(library, cache=cache, sessions=sessions)
        self._changes = LibraryChanges(library, cache, on_trouble)
        self._titles = LibraryTitles(library)

    @property
    def lists_threads(self) -> bool:
        """Whether this server is known to list threads."""
        return self._lists_threads is True

    def refresh(self) -> None:
        """Look at everything, at once."""
        self._whole = True
        self._wake.set()

    def changed(self) -> None:
        """Something was done here that the server should know."""
        self._wake.set()

    async def run(self) -> None:
        """Keep both the same until cancelled."""
        while True:
            self._wake.clear()  # what is wanted while one looks is looked at next
            try:
                await self._link.call(self._look)
            except ApiError as error:
                self._whole = True
                if trouble_of(error).kind in ("unreachable", "refused"):
                    continue  # the next call waits for the link
            try:
                await asyncio.wait_for(self._wake.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _look(self, client: ThreadsClient) -> None:
        changed = await self._changes.delete_due(client)
        await self._changes.save(client)
        changed += await self._meet(client)
        if self._lists_threads is not False:
            whole, self._whole = self._whole, False
            changed += await (self._see_all(client) if whole else self._see_newest(client))
        elif self._whole:
            self._whole = False
            self._visits.plan()
        if changed:
            await self._library.reload()
        if await self._visits.go_on(client):
            await self._library.reload()
        if self._visits.waiting:
            self._wake.set()
        if await self._titles.give(client):
            self._wake.set()
        self._link.worked()

    async def _see_all(self, client: ThreadsClient) -> int:
        """Merge the server's whole list; what was deleted elsewhere is found by it too."""
        # Another window may get to know a thread that is made while the list is read, and is not in it.
        missing = await self._cache.run(thread_rows.read_known_ids, self._library.profile)
        changed, after = 0, None
        while True:
            try:
                page = await client.threads.list(limit=_PAGE, after=after, order="desc")
            except ApiError as error:
                if trouble_of(error).kind in ("gone", "rejected"):
                    self._lists_threads = False
                    self._visits.plan()
                    return changed
                raise
            self._lists_threads = True
            missing.difference_update(thread.id for thread in page.data)
            changed += await self._merge(page.data)
            if not page.has_more or not page.data:
                break
            after = page.data[-1].id
        self._tells = any(tells_activity(thread) for thread in page.data)
        if not self._tells:
            self._visits.plan()
        return changed + await self._cache.run(thread_rows.mark_deleted, self._library.profile, missing)

    async def _see_newest(self, client: ThreadsClient) -> int:
        """Merge what happened lately; where everything of a page is news, the next one is read too."""
        changed, after = 0, None
        while True:
            if self._tells:
                page = await client.threads.list(limit=_NEWEST, after=after, order_by="activity")
            else:
                page = await client.threads.list(limit=_NEWEST, after=after, order="desc")
            news = await self._merge(page.data, live=True)
            changed += news + await self._meet_deleted(page)
            self._tells = self._tells or any(tells_activity(thread) for thread in page.data)
            if news < _NEWEST or not page.has_more or not self._tells:
                return changed
            after = page.data[-1].id

    async def _meet_deleted(self, page: ListPage[ListedThread]) -> int:
        """Mark what was deleted lately; where all that is told of is news, there may be more of it."""
        deleted = page.page.deleted if isinstance(page.page, ThreadPage) else ()
        if not deleted:
            return 0
        gone = await self._cache.run(thread_rows.mark_deleted, self._library.profile, deleted)
        if gone >= _NEWEST:
            self.refresh()
        return gone

    async def _merge(self, threads: Sequence[ListedThread], *, live: bool = False) -> int:
        """Take over what the server lists; how many threads of it are news."""
        for thread in threads:
            last = thread.last_message
            self._sessions.hear(thread.id, last.id if last else None, thread.active_run_id)
        begun = await self._cache.run(outbox.keys_in_doubt, self._library.profile)
        seen = [seen_thread(thread) for thread in threads if thread.metadata.get(CLIENT_KEY) not in begun]
        self._library.note_runs({thread.id: thread.active_run_id is not None for thread in threads})
        return await self._cache.run(
            thread_rows.see_threads,
            self._library.profile,
            seen,
            attended=self._sessions.attended,
            live=live,
        )

    async def _meet(self, client: ThreadsClient) -> int:
        """Ask for the threads that were named by their ids and of which nothing else is known."""
        met: list[SeenThread] = []
        for row in self._library.rows:
            if row.id is not None and not row.created_at and not row.gone:
                try:
                    met.append(seen_thread(await client.threads.retrieve(row.id)))
                except ApiError as error:
                    if trouble_of(error).kind != "gone":
                        raise
                    await self._cache.run(thread_rows.change_thread, row.key, gone=True)
        return await self._cache.run(thread_rows.see_threads, self._library.profile, met) if met else 0
