"""The run inspector: what the runs of the open thread did, from the server or as last seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from tui_threads.ui.actions.run import RunActions

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.run_reports import RunReports
    from tui_threads.ui.dialogs.run_inspector import Look

_OFFLINE = "As last seen; it is asked for again when the server is there."


class InspectActions(RunActions):
    """Opens the inspector and asks for what it shows."""

    @work(exclusive=True, group="inspector")
    async def action_inspect_runs(self) -> None:
        from tui_threads.chat.search.reaching import reach
        from tui_threads.ui.dialogs.run_inspector import InspectorDeeds, RunInspector

        row, desk = self.row, self.desk
        if row is None or desk is None:
            self.say("No thread is open; a run begins with the first message.")
            return
        key, reports = row.key, desk.reports

        async def look(run_id: str | None) -> Look:
            return await self._look_at_runs(reports, key, run_id)

        dialog = RunInspector(
            InspectorDeeds(look, copy=lambda text: self.start_copy(text, "JSON of the run")),
            ascii_only=self.setup.settings.ui.ascii,
        )
        message_id = await self.app.push_screen_wait(dialog)
        place = desk.current
        if message_id is None or place is None or place.session.row.key != key:
            return
        if await reach(place.errands, self.cache, message_id):
            self.set_focus(self.transcript)
            self.call_after_refresh(self.transcript.reveal, message_id)
        else:
            self.say("This message is no longer in the thread.")

    def start_copy(self, text: str, what: str) -> None:
        """Copy in the background."""
        self.start(self.copy(text, what))

    async def _look_at_runs(self, reports: RunReports, key: int, run_id: str | None) -> Look:
        """What is known of a thread's runs, after asking where that is possible."""
        from tui_threads.api.errors import ApiError
        from tui_threads.ui.dialogs.run_inspector import Look

        sentence = ""
        row = self.library.row(key) or self.row
        thread_id = row.id if row is not None and row.key == key else None
        if thread_id is None:
            return Look(await reports.known(key))
        if self.link.state != "online":
            return Look(await reports.known(key), _OFFLINE)
        wanted = thread_id

        async def ask(client: ThreadsClient) -> None:
            known = await reports.known(key)
            session = self.session
            newest = session.conversation.run if session is not None and session.row.key == key else None
            if run_id is None or (newest is not None and newest.id not in {one.run.id for one in known}):
                await reports.ask(client, key, wanted)
                known = await reports.known(key)
            run = next((one.run for one in known if one.run.id == run_id), known[0].run if known else None)
            if run is not None:
                await reports.ask_closely(client, key, run)

        try:
            await self.link.call(ask)
        except ApiError as error:
            sentence = f"{error.message} {_OFFLINE}"
        return Look(await reports.known(key), sentence)
