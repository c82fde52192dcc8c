"""The run inspector: what the runs of the open thread did, from the server or as last seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes, place_of
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.widgets.run_pane import InspectorDeeds, Look, RunPane
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.run_reports import RunReports
    from tui_threads.chat.session import ChatSession

_OFFLINE = "As last seen; it is asked for again when the server is there."


class Inspector(Follower):
    """Opens the inspector, beside the messages or over them, and asks for what it shows.

    Beside the messages it stays open, and follows the thread that is shown.
    """

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, layout: Layout) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._layout = layout
        self._state: tuple[str, str] | None = None
        """Id and status of the run that the pane was last told of."""

    def show(self) -> None:
        """Show the runs of the thread and go there; from there, put them away."""
        pane = self._panes.runs
        if pane is not None and pane.display:
            if place_of(self.stage.focused) == "inspector":
                self.put_away()
            else:
                self.stage.focus(pane.runs)
        elif self._work.row is None or self._work.desk is None:
            self.stage.say("No thread is open; a run begins with the first message.")
        elif self._layout.has_room_beside:
            self.stage.start(self._show_beside, group="inspector", exclusive=True)
        else:
            self._show_over()

    def put_away(self) -> None:
        """Close the pane beside the messages."""
        self._layout.clear_beside()
        self.stage.focus(self._panes.composer)

    async def _show_beside(self) -> None:
        self.stage.focus((await self._layout.put_beside(self._make_pane())).runs)

    def _make_pane(self) -> RunPane:
        deeds = InspectorDeeds(self._look, copy=lambda text: self.stage.copy(text, "JSON of the run"))
        return RunPane(deeds, ascii_only=self._work.setup.settings.ui.ascii)

    @worker("inspector", exclusive=True)
    async def _show_over(self) -> None:
        from tui_threads.ui.dialogs.run_inspector import RunInspector

        if (message_id := await self.stage.ask(RunInspector(self._make_pane()))) is not None:
            await self._reveal(message_id)

    def go_to(self, message_id: str) -> None:
        """Show a message that is wanted from the pane."""
        self.stage.start(self._reveal, message_id, group="inspector", exclusive=True)

    async def _reveal(self, message_id: str) -> None:
        from tui_threads.chat.search.reaching import reach

        row, desk = self._work.row, self._work.desk
        place = desk.current if desk is not None else None
        if row is None or place is None or place.session.key != row.key:
            return
        if await reach(place.errands, self._work.cache, message_id):
            transcript = self._panes.transcript
            self.stage.focus(transcript)
            self.stage.after_refresh(partial(transcript.reveal, message_id))
        else:
            self.stage.say("This message is no longer in the thread.")

    def opened(self, row: ThreadRow | None) -> None:
        """The pane shows the runs of the thread that is shown."""
        if self._panes.runs is not None:
            self._panes.runs.begin_anew()

    def changed(self, session: ChatSession, change: Change) -> None:
        """A run that begins, or gets on, is looked at as soon as the pane can."""
        run, pane = session.conversation.run, self._panes.runs
        if pane is None or run is None or session is not self._work.session:
            return
        state = (run.id, run.status)
        if state != self._state:
            self._state = state
            pane.refresh_runs()

    async def _look(self, run_id: str | None) -> Look:
        """What is known of the open thread's runs, after asking where that is possible."""
        from tui_threads.api.errors import ApiError

        row, desk = self._work.row, self._work.desk
        if row is None or desk is None:
            return Look()
        key, reports, sentence = row.key, desk.reports, ""
        thread_id = (self._work.library.row(key) or row).id
        if thread_id is None:
            return Look(await reports.known(key))
        if self._work.link.state != "online":
            return Look(await reports.known(key), _OFFLINE)
        session = self._work.session
        follows = session is not None and session.key == key and session.answering
        try:
            await self._work.link.call(partial(self._ask, reports, key, thread_id, run_id))
        except ApiError as error:
            sentence = f"{error.message} {_OFFLINE}"
        return Look(await reports.known(key), sentence, follows=follows)

    async def _ask(
        self, reports: RunReports, key: int, thread_id: str, run_id: str | None, client: ThreadsClient
    ) -> None:
        known = await reports.known(key)
        session = self._work.session
        newest = session.conversation.run if session is not None and session.key == key else None
        if run_id is None or (newest is not None and newest.id not in {one.run.id for one in known}):
            await reports.ask(client, key, thread_id)
            known = await reports.known(key)
        run = next((one.run for one in known if one.run.id == run_id), known[0].run if known else None)
        if run is not None:
            await reports.ask_closely(client, key, run)
