"""Threads moved in and out: the dialogs of export and import, and what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui_threads.chat.thread_rows import ThreadRow, read_choice, write_choice
from tui_threads.ui.actions.run import RunActions
from tui_threads.ui.actions.thread import ThreadActions
from tui_threads.ui.plain import one_line
from tui_threads.ui.system_viewer import open_in_viewer

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.exporting.carrying import Exporting
    from tui_threads.chat.exporting.writing import Format
    from tui_threads.chat.importing.found import Source
    from tui_threads.chat.importing.plan import Plan
    from tui_threads.ui.dialogs.form import Values
    from tui_threads.ui.dialogs.progress import Outcome, Tell

_FOLDER = "export_folder"
"""Name of the choice that holds the folder of the last export."""
_FORMATS: dict[str, Format] = {"Markdown": "markdown", "JSON": "json", "HTML": "html"}


class MovingActions(ThreadActions, RunActions):
    """Export and import in the app. Both go on beside everything else, and can be stopped."""

    def action_export_threads(self) -> None:
        self.export_threads(self.row.key if self.row else None)

    @work(group="moving")
    async def export_threads(self, key: int | None) -> None:
        """Ask what is to be written where, write it, and say where it is."""
        from tui_threads.chat.shelf import downloads_folder
        from tui_threads.ui.dialogs.export import ExportDialog
        from tui_threads.ui.dialogs.form import Field

        scopes = self._scopes(key)
        if not scopes:
            self.say("There is no thread to export yet.")
            return
        kept = await self.cache.run(read_choice, self.setup.endpoint.profile, _FOLDER)
        fields = [
            Field("what", "What", next(iter(scopes)), "choice", choices=list(scopes)),
            Field("form", "Format", "Markdown", "choice", choices=list(_FORMATS),
                  help="JSON can be imported again, HTML stands alone"),
            Field("folder", "Folder", kept or str(downloads_folder()), check=_check_folder),
        ]  # fmt: skip
        values = await self.app.push_screen_wait(ExportDialog("Export", fields))
        if values is not None:
            await self._export_as(scopes[values["what"]], values)

    def _scopes(self, key: int | None) -> dict[str, list[ThreadRow]]:
        """What can be exported, by its words."""
        every = [row for row in self.library.rows if row.id is not None and row.delete_at is None]
        scopes: dict[str, list[ThreadRow]] = {}
        if (one := next((row for row in every if row.key == key), None)) is not None:
            scopes[f"this thread: {one_line(one.title) or 'Untitled'}"] = [one]
        if self.filter_text:
            shown = {row.key for row in self.library.shown(self.filter_text, archived=self.with_archived)}
            if filtered := [row for row in every if row.key in shown]:
                scopes[f"the threads that the filter shows: {len(filtered)}"] = filtered
        if every:
            scopes[f"all threads, archived ones too: {len(every)}"] = every
        return scopes

    async def _export_as(self, rows: list[ThreadRow], values: Values) -> None:
        from tui_threads.chat.exporting.carrying import Exporting
        from tui_threads.chat.exporting.whole_threads import WholeThreads
        from tui_threads.chat.shelf import free_name
        from tui_threads.ui.dialogs.files import path_typed
        from tui_threads.ui.moving_words import exported_outcome

        folder, form = Path(path_typed(values["folder"])), _FORMATS[values["form"]]
        await self.cache.run(write_choice, self.setup.endpoint.profile, _FOLDER, str(folder))
        whole = WholeThreads(self.link, self.cache, self.setup.endpoint.profile)
        told: list[Tell] = []
        titles = {row.id or "": row.title for row in rows}
        ids = [row.id for row in rows if row.id is not None]
        numbers = {thread_id: number for number, thread_id in enumerate(ids)}
        exporting = Exporting(
            whole.read_illustrated if form == "html" else whole.read,
            form,
            partial(free_name, folder),
            on_thread=lambda one: told[0](numbers[one], len(ids), titles[one]),
        )

        async def export(tell: Tell) -> Outcome:
            told.append(tell)
            return await self._write(exporting, ids, lambda: exported_outcome(exporting.done, whole, folder))

        await self._watch(
            "Exporting", export, lambda: exported_outcome(exporting.done, whole, folder, stopped=True)
        )

    async def _write(self, exporting: Exporting, ids: list[str], outcome: Callable[[], Outcome]) -> Outcome:
        from tui_threads.chat.exporting.writing import ExportError
        from tui_threads.ui.dialogs.progress import Outcome

        try:
            await exporting.run(ids, as_list=len(ids) > 1)
        except (ExportError, OSError) as error:
            done = outcome()
            return Outcome("The export has failed", (str(error), *done.lines), done.path)
        return outcome()

    async def _watch(
        self, heading: str, work: Callable[[Tell], Awaitable[Outcome]], stopped: Callable[[], Outcome]
    ) -> None:
        """Do long work behind a dialog, and what is wanted with its outcome."""
        from tui_threads.ui.dialogs.progress import ProgressDialog

        outcomes: list[Outcome] = []

        def note(outcome: Outcome) -> Outcome:
            outcomes.append(outcome)
            return outcome

        async def noted(tell: Tell) -> Outcome:
            return note(await work(tell))

        dialog = ProgressDialog(
            heading, noted, lambda: note(stopped()), ascii_only=self.setup.settings.ui.ascii
        )
        wish = await self.app.push_screen_wait(dialog)
        path = outcomes[-1].path if outcomes else None
        if path is None or wish is None:
            return
        if wish == "copy":
            await self.copy(str(path), "path")
        elif not await open_in_viewer(path):
            self.say(f"No program here opens it; it lies at {path}.", 20.0)

    @work(group="moving")
    async def action_import_threads(self) -> None:
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
        path = await self.app.push_screen_wait(FileDialog("Import threads from a file", proposed))
        if path is None:
            return
        if self.link.state != "online":
            self.say("The server is away, and threads are brought in there; try again when it answers.")
            return
        self.say(f"Reading {path.name}…")
        plan = await self._plan(path)
        if isinstance(plan, str):
            await self.app.push_screen_wait(PreviewDialog("Nothing was brought in", [plan], None))
            return
        source, planned = plan
        lines = preview_lines(path, source, planned)
        deed = "bring them in" if planned.todo else None
        if await self.app.push_screen_wait(PreviewDialog("Import", lines, deed)):
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
            rows = await self.link.call(
                lambda client: list_threads(client, self.cache, self.setup.endpoint.profile)
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
            nonlocal report

            async def run(client: ThreadsClient) -> None:
                nonlocal report
                numbers = iter(range(len(plan.todo)))
                bringing = Bringing(
                    client,
                    self.cache,
                    self.setup.endpoint.profile,
                    lambda title: tell(next(numbers), len(plan.todo), title),
                )
                report = bringing.report
                await bringing.run(plan)

            try:
                await self.link.call(run)
            except ApiError as error:  # the link broke; what was done until then stands in the report
                report.stopped = report.stopped or trouble_of(error).sentence
            return imported_outcome(report)

        try:
            await self._watch("Bringing threads in", bring, lambda: imported_outcome(report, stopped=True))
        finally:
            await self.library.reload()
            if self.sync is not None:
                self.sync.refresh()


def _check_folder(text: str) -> str | None:
    from tui_threads.ui.dialogs.files import path_typed

    path = Path(path_typed(text))
    if not text.strip():
        return "Name the folder that the files are to lie in."
    if path.exists() and not path.is_dir():
        return "This is a file; name a folder."
    return None
