"""The run inspector: what the runs of the open thread did, from the server or as last seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.run_reports import RunReports
    from tui_threads.ui.dialogs.run_inspector import Look

_OFFLINE = "As last seen; it is asked for again when the server is there."


class Inspector:
    """Opens the inspector and asks for what it shows."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self.stage = stage
        self._work = work
        self._transcript = panes.transcript

    @worker("inspector", exclusive=True)
    async def show(self) -> None:
        """Show the runs of the thread, and the message that is wanted from there."""
        from tui_threads.chat.search.reaching import reach
        from tui_threads.ui.dialogs.run_inspector import InspectorDeeds, RunInspector

        row, desk = self._work.row, self._work.desk
        if row is None or desk is None:
            self.stage.say("No thread is open; a run begins with the first message.")
            return
        key, reports = row.key, desk.reports

        async def look(run_id: str | None) -> Look:
            return await self._look(reports, key, run_id)

        dialog = RunInspector(
            InspectorDeeds(look, copy=lambda text: self.stage.copy(text, "JSON of the run")),
            ascii_only=self._work.setup.settings.ui.ascii,
        )
        message_id = await self.stage.ask(dialog)
        place = desk.current
        if message_id is None or place is None or place.session.key != key:
            return
        if await reach(place.errands, self._work.cache, message_id):
            self.stage.focus(self._transcript)
            self.stage.after_refresh(partial(self._transcript.reveal, message_id))
        else:
            self.stage.say("This message is no longer in the thread.")

    async def _look(self, reports: RunReports, key: int, run_id: str | None) -> Look:
        """What is known of a thread's runs, after asking where that is possible."""
        from tui_threads.api.errors import ApiError
        from tui_threads.ui.dialogs.run_inspector import Look

        sentence = ""
        row = self._work.library.row(key) or self._work.row
        thread_id = row.id if row is not None and row.key == key else None
        if thread_id is None:
            return Look(await reports.known(key))
        if self._work.link.state != "online":
            return Look(await reports.known(key), _OFFLINE)
        wanted = thread_id

        async def ask(client: ThreadsClient) -> None:
            known = await reports.known(key)
            session = self._work.session
            newest = session.conversation.run if session is not None and session.key == key else None
            if run_id is None or (newest is not None and newest.id not in {one.run.id for one in known}):
                await reports.ask(client, key, wanted)
                known = await reports.known(key)
            run = next((one.run for one in known if one.run.id == run_id), known[0].run if known else None)
            if run is not None:
                await reports.ask_closely(client, key, run)

        session = self._work.session
        follows = session is not None and session.key == key and session.answering
        try:
            await self._work.link.call(ask)
        except ApiError as error:
            sentence = f"{error.message} {_OFFLINE}"
        return Look(await reports.known(key), sentence, follows=follows)
