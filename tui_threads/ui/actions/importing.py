"""Threads brought in from a file: looked at, told of, brought to the server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from tui_threads.ui.actions.watching import watch
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.importing.found import Source
    from tui_threads.chat.importing.plan import Plan
    from tui_threads.ui.dialogs.progress import Outcome, Tell


class Import:
    """Goes on beside everything else, and can be stopped."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self.stage = stage
        self._work = work

    @worker("moving")
    async def import_file(self) -> None:
        """Ask for a file, say what is in it, bring it in, and tell what came of it."""
        from tui_threads.chat.importing.likely import likely_sources
        from tui_threads.ui.dialogs.files import FileDialog
        from tui_threads.ui.dialogs.picker import Choice
        from tui_threads.ui.dialogs.preview import PreviewDialog
        from tui_threads.ui.moving_words import preview_lines

        likely = await asyncio.to_thread(lambda: list(likely_sources(Path.home())))
        proposed = [
            Choice(path, str(path), note=words, group="Found on this machine") for path, words in likely
        ]
        path = await self.stage.ask(FileDialog("Import threads from a file", proposed))
        if path is None:
            return
        if self._work.link.state != "online":
            self.stage.say("The server is away, and threads are brought in there; try again when it answers.")
            return
        self.stage.say(f"Reading {path.name}…")
        plan = await self._plan(path)
        if isinstance(plan, str):
            await self.stage.ask(PreviewDialog("Nothing was brought in", [plan], None))
            return
        source, planned = plan
        lines = preview_lines(path, source, planned)
        deed = "bring them in" if planned.todo else None
        if await self.stage.ask(PreviewDialog("Import", lines, deed)):
            await self._bring(planned)

    async def _plan(self, path: Path) -> tuple[Source, Plan] | str:
        """What is in a file and what bringing it in would do, or a sentence why that cannot be said."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.exporting.listing import list_threads
        from tui_threads.chat.importing.found import ImportingError
        from tui_threads.chat.importing.plan import make_plan
        from tui_threads.chat.importing.recognise import read_source
        from tui_threads.chat.trouble import trouble_of

        try:
            source = await asyncio.to_thread(read_source, path)
            rows = await self._work.link.call(
                lambda client: list_threads(client, self._work.cache, self._work.profile)
            )
        except ImportingError as error:
            return str(error)
        except ApiError as error:
            return trouble_of(error).sentence
        return source, make_plan([source], rows.rows)

    async def _bring(self, plan: Plan) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.importing.bringing import Bringing, Report
        from tui_threads.chat.trouble import trouble_of
        from tui_threads.ui.moving_words import imported_outcome

        report = Report()

        async def bring(tell: Tell) -> Outcome:
            async def run(client: ThreadsClient) -> None:
                numbers = iter(range(len(plan.todo)))
                bringing = Bringing(
                    client,
                    self._work.cache,
                    self._work.profile,
                    lambda title: tell(next(numbers), len(plan.todo), title),
                    report,
                )
                await bringing.run(plan)

            try:
                await self._work.link.call(run)
            except ApiError as error:  # the link broke; what was done until then stands in the report
                report.stopped = report.stopped or trouble_of(error).sentence
            return imported_outcome(report)

        try:
            await watch(
                self.stage,
                "Bringing threads in",
                bring,
                lambda: imported_outcome(report, stopped=True),
                ascii_only=self._work.setup.settings.ui.ascii,
            )
        finally:
            await self._list_anew()

    async def _list_anew(self) -> None:
        await self._work.library.reload()
        if self._work.sync is not None:
            self._work.sync.refresh()
