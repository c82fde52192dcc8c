"""Threads by their ids, also such as are not in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat import thread_rows
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.ui.dialogs.form import Values


class Fetching:
    """Opens what only the server may know."""

    def __init__(self, stage: Stage, work: Workspace, opening: Opening) -> None:
        self.stage = stage
        self._work = work
        self._opening = opening

    @worker("dialog")
    async def ask_for_id(self) -> None:
        """Open a thread whose id the user types."""
        from tui_threads.ui.dialogs.form import Field, FormDialog

        field = Field("id", "Id of the thread", placeholder="thread_…", check=_check_id)
        await self.stage.ask(FormDialog("Open a thread by its id", [field], self._open_typed))

    async def _open_typed(self, values: Values) -> Values:
        problem = await self._fetch_and_open(values["id"].strip())
        return {"id": problem} if problem else {}

    @worker("open")
    async def open_by_id(self, thread_id: str) -> None:
        """Open a thread that may not be in the list yet."""
        known = await self._work.cache.run(thread_rows.find_thread, self._work.profile, thread_id)
        waiting = f"Opening {one_line(thread_id)} as soon as the server answers."
        if known is None and self._work.link.state != "online":
            self.stage.say(waiting, 3600.0)
        problem = await self._fetch_and_open(thread_id)
        self.stage.unsay(waiting)
        if problem:
            self.stage.say(problem, 20.0)

    async def _fetch_and_open(self, thread_id: str) -> str | None:
        """Open a thread that is known or that the server has; else a sentence why not."""
        found = await self.fetched(thread_id)
        if isinstance(found, str):
            return found
        self._opening.open(found)
        return None

    async def fetched(self, thread_id: str) -> ThreadRow | str:
        """The row of a thread that is known or that the server has; else a sentence why there is none."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.seen import seen_thread
        from tui_threads.chat.trouble import trouble_of

        work = self._work
        row = await work.cache.run(thread_rows.find_thread, work.profile, thread_id)
        if row is None:
            try:
                thread = await work.link.call(lambda client: client.threads.retrieve(thread_id))
            except ApiError as error:
                if trouble_of(error).kind in ("gone", "rejected"):
                    return f"There is no thread {one_line(thread_id)} on {work.profile}; check the id."
                return trouble_of(error).sentence
            await work.cache.run(thread_rows.see_threads, work.profile, [seen_thread(thread)])
            row = await work.cache.run(thread_rows.find_thread, work.profile, thread_id)
        assert row is not None
        work.library.put(row)
        return row


def _check_id(text: str) -> str | None:
    return None if text.strip() else "Type or paste the id."
