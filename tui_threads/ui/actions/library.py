"""The library beyond the list: threads by their ids, metadata, reading places, and what others do to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import work

from tui_threads.chat import thread_rows
from tui_threads.chat.cache import CacheError
from tui_threads.chat.changes import Change, Reset
from tui_threads.chat.library import metadata_of
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.moving import MovingActions
from tui_threads.ui.actions.search import SearchActions
from tui_threads.ui.places import PlaceKeeper
from tui_threads.ui.plain import one_line
from tui_threads.ui.setup import Setup
from tui_threads.ui.widgets.thread_list import Wish

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession
    from tui_threads.ui.dialogs.form import Values

_PLACE_SECONDS = 1.0
_log = logging.getLogger(__name__)


class LibraryActions(MovingActions, SearchActions):
    """What can be done with threads besides opening and ordering them."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.places = PlaceKeeper(setup.cache)
        self._placed: int | None = None
        """The thread that is shown where it was left, so that its place may be noted again."""
        self._before: int | None = None
        """The thread that was open before this one."""

    def on_mount(self) -> None:
        self.set_interval(_PLACE_SECONDS, self._keep_place)

    def on_unmount(self) -> None:
        try:
            self.places.save_now()
        except CacheError as error:
            _log.warning("the reading places were not kept: %s", error)

    def do_deed(self, wish: Wish, key: int) -> None:
        """Do what is wanted of a thread in the list."""
        deeds: Mapping[str, Callable[[int], object]] = {
            "rename": self.rename,
            "pin": self.pin,
            "archive": self.archive,
            "delete": self.delete,
            "export": self.export_threads,
            "metadata": self.edit_metadata,
        }
        deeds[wish](key)

    def watch_library(self) -> None:
        """Take over what other windows write into the cache."""
        self.start(self.library.watch(self._follow_others), group="library")

    def _follow_others(self) -> None:
        if self.row is None:
            return
        row = self.library.row(self.row.key)
        if row is None or row.delete_at is not None:
            text = self.composer.text
            self.open_thread(None, focus=False)
            self.composer.put("\n".join(filter(None, [text, self.composer.text])))
            self.say("This thread was deleted in another window; what you typed is here.")
        elif row.unread:
            self.start(self.library.read(row.key))

    def open_thread(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        self._keep_place()
        if self.row is not None and (row is None or row.key != self.row.key):
            self._before = self.row.key
        self._sought = None
        super().open_thread(row, focus=focus)
        self._placed = None
        if self.session is not None and self.session.opened:
            self._put_in_place()

    def session_changed(self, session: ChatSession, change: Change) -> None:
        super().session_changed(session, change)
        if self._placed is None and session is self.session and Reset() in change.ops:
            self._put_in_place()

    def _put_in_place(self) -> None:
        """Show the thread where it was left, unless a message of it is sought."""
        if self.row is not None:
            self._placed = self.row.key
            if not self.seeks:
                self.start(self._restore(self.row.key), group="place")

    async def _restore(self, key: int) -> None:
        from tui_threads.chat.search.reaching import reach

        place = await self.places.of(key)
        desk_place = self.desk.current if self.desk else None
        if place is None or desk_place is None or desk_place.session.row.key != key:
            return
        self._placed = None
        await reach(desk_place.errands, self.cache, place.rpartition(":")[0])
        if self.row is None or self.row.key != key:
            return
        if self.seeks:
            self._placed = key  # from now on the reader is where the sought message is
        else:
            self.call_after_refresh(self._go_to, key, place)

    def _go_to(self, key: int, place: str) -> None:
        if self.row is not None and self.row.key == key:
            self.transcript.restore(place)
            self._placed = key

    def _keep_place(self) -> None:
        if self.row is not None and self._placed == self.row.key and self.transcript.display:
            if self.places.note(self.row.key, self.transcript.place):
                self.start(self.places.save(), group="place")

    def action_last_thread(self) -> None:
        """Open the thread that was open before; at the start the one in which something was said last."""
        before = self.library.row(self._before) if self._before is not None else None
        rows = [row for row in self.library.shown() if self.row is None or row.key != self.row.key]
        row = before or max(rows, key=lambda row: row.active_at, default=None)
        if row is None:
            self.say("There is no other thread yet.")
        else:
            self.open_key(row.key)

    def action_open_by_id(self) -> None:
        from tui_threads.ui.dialogs.form import Field, FormDialog

        field = Field("id", "Id of the thread", placeholder="thread_…", check=_check_id)
        self.app.push_screen(FormDialog("Open a thread by its id", [field], self._open_typed))

    async def _open_typed(self, values: Values) -> Values:
        problem = await self._fetch_and_open(values["id"].strip())
        return {"id": problem} if problem else {}

    @work(group="open")
    async def open_by_id(self, thread_id: str) -> None:
        """Open a thread that may not be in the list yet."""
        known = await self.cache.run(thread_rows.find_thread, self.setup.endpoint.profile, thread_id)
        waiting = f"Opening {one_line(thread_id)} as soon as the server answers."
        if known is None and self.link.state != "online":
            self.say(waiting, 3600.0)
        problem = await self._fetch_and_open(thread_id)
        self.unsay(waiting)
        if problem:
            self.say(problem, 20.0)

    async def _fetch_and_open(self, thread_id: str) -> str | None:
        """Open a thread that is known or that the server has; else a sentence why not."""
        found = await self.fetched(thread_id)
        if isinstance(found, str):
            return found
        self.open_thread(found)
        return None

    async def fetched(self, thread_id: str) -> ThreadRow | str:
        """The row of a thread that is known or that the server has; else a sentence why there is none."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.seen import seen_thread
        from tui_threads.chat.trouble import trouble_of

        profile = self.setup.endpoint.profile
        row = await self.cache.run(thread_rows.find_thread, profile, thread_id)
        if row is None:
            try:
                thread = await self.link.call(lambda client: client.threads.retrieve(thread_id))
            except ApiError as error:
                if trouble_of(error).kind in ("gone", "rejected"):
                    return f"There is no thread {one_line(thread_id)} on {profile}; check the id."
                return trouble_of(error).sentence
            await self.cache.run(thread_rows.see_threads, profile, [seen_thread(thread)])
            row = await self.cache.run(thread_rows.find_thread, profile, thread_id)
        assert row is not None
        self.library.put(row)
        return row

    def action_edit_metadata(self) -> None:
        self._with_row(self.edit_metadata)

    @work(group="metadata")
    async def edit_metadata(self, key: int) -> None:
        """Let the user edit a thread's pairs; the server learns of them when it can."""
        from tui_threads.ui.dialogs.metadata import MetadataDialog

        row = self.library.row(key)
        if row is None:
            return
        pairs = await self.app.push_screen_wait(MetadataDialog(metadata_of(row)))
        if pairs is not None:
            await self.change(self.library.set_pairs(key, pairs))
            away = self.link.state != "online"
            self.say("Kept; the server is told when it answers." if away else "The metadata is kept.")


def _check_id(text: str) -> str | None:
    return None if text.strip() else "Type or paste the id."
