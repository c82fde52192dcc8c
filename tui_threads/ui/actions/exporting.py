"""Threads written to files: what of them, in which form, into which folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui_threads.chat.thread_rows import ThreadRow, read_choice, write_choice
from tui_threads.ui.actions.watching import watch
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.exporting.carrying import Exporting
    from tui_threads.chat.exporting.writing import Format
    from tui_threads.ui.dialogs.form import Values
    from tui_threads.ui.dialogs.progress import Outcome, Tell

_FOLDER = "export_folder"
"""Name of the choice that holds the folder of the last export."""
_FORMATS: dict[str, Format] = {"Markdown": "markdown", "JSON": "json", "HTML": "html"}


class Export:
    """Goes on beside everything else, and can be stopped."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self.stage = stage
        self._work = work

    def export_shown(self) -> None:
        """Offer the thread that is shown first."""
        self.export(self._work.key)

    @worker("moving")
    async def export(self, key: int | None) -> None:
        """Ask what is to be written where, write it, and say where it is."""
        from tui_threads.chat.shelf import downloads_folder
        from tui_threads.ui.dialogs.export import ExportDialog
        from tui_threads.ui.dialogs.form import Field

        scopes = self._scopes(key)
        if not scopes:
            self.stage.say("There is no thread to export yet.")
            return
        kept = await self._work.cache.run(read_choice, self._work.profile, _FOLDER)
        fields = [
            Field("what", "What", next(iter(scopes)), "choice", choices=list(scopes)),
            Field("form", "Format", "Markdown", "choice", choices=list(_FORMATS),
                  help="JSON can be imported again, HTML stands alone"),
            Field("folder", "Folder", kept or str(downloads_folder()), check=_check_folder),
        ]  # fmt: skip
        values = await self.stage.ask(ExportDialog("Export", fields))
        if values is not None:
            await self._export_as(scopes[values["what"]], values)

    def _scopes(self, key: int | None) -> dict[str, list[ThreadRow]]:
        """What can be exported, by its words."""
        every = [row for row in self._work.library.rows if row.id is not None and row.delete_at is None]
        scopes: dict[str, list[ThreadRow]] = {}
        if (one := next((row for row in every if row.key == key), None)) is not None:
            scopes[f"this thread: {one_line(one.title) or 'Untitled'}"] = [one]
        if self._work.filter_text:
            shown = {row.key for row in self._work.shown_rows}
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
        await self._work.cache.run(write_choice, self._work.profile, _FOLDER, str(folder))
        whole = WholeThreads(self._work.link, self._work.cache, self._work.profile)
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

        await watch(
            self.stage,
            "Exporting",
            export,
            lambda: exported_outcome(exporting.done, whole, folder, stopped=True),
            ascii_only=self._work.setup.settings.ui.ascii,
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


def _check_folder(text: str) -> str | None:
    from tui_threads.ui.dialogs.files import path_typed

    path = Path(path_typed(text))
    if not text.strip():
        return "Name the folder that the files are to lie in."
    if path.exists() and not path.is_dir():
        return "This is a file; name a folder."
    return None
