"""What can be done to a thread without opening it: rename, pin, archive, delete, its metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVarTuple

from tui_threads.chat.library import UNDO_SECONDS, metadata_of
from tui_threads.ui.actions.exporting import Export
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Job, Stage, worker
from tui_threads.ui.widgets.thread_list import Wish
from tui_threads.ui.workspace import Workspace

_Given = TypeVarTuple("_Given")

_LONGEST_TITLE = 256
"""Characters; its dialog takes as many."""


class Rows:
    """Changes threads, in the list and on the server."""

    def __init__(
        self, stage: Stage, work: Workspace, drawing: Drawing, opening: Opening, export: Export
    ) -> None:
        self.stage = stage
        self._work = work
        self._drawing = drawing
        self._opening = opening
        self._deeds: Mapping[Wish, Callable[[int], object]] = {
            "rename": self.rename,
            "pin": self.pin,
            "archive": self.archive,
            "delete": self.delete,
            "export": export.export,
            "metadata": self.edit_metadata,
        }

    def do(self, wish: Wish, key: int | None) -> None:
        """Do what is wanted in the list, of one of its threads or of all."""
        if wish == "new":
            self._opening.begin()
        elif wish == "undo":
            self.undo_delete()
        elif key is not None:
            self._deeds[wish](key)

    def do_to_shown(self, wish: Wish) -> None:
        """Do something to the thread that is shown."""
        if self._work.key is None:
            self._say_not_begun()
        else:
            self._deeds[wish](self._work.key)

    def _say_not_begun(self) -> None:
        self.stage.say("This thread is not begun yet; say something first.")

    def _change(self, deed: Callable[[*_Given], Job], *given: *_Given) -> None:
        self.stage.start(self.change, deed, *given)

    async def change(self, deed: Callable[[*_Given], Job], *given: *_Given) -> None:
        """Do something to a row, then let the server know. Raises `CacheError`."""
        await deed(*given)
        if self._work.sync is not None:
            self._work.sync.changed()

    @worker("dialog")
    async def rename(self, key: int) -> None:
        """Ask for a title and keep it."""
        from tui_threads.ui.dialogs.rename import RenameDialog

        row = self._work.library.row(key)
        if row is not None and (title := await self.stage.ask(RenameDialog(row.title))):
            await self.change(self._work.library.rename, key, title)

    def rename_to(self, words: str) -> None:
        """`/rename WORDS`: the title of the thread that is shown."""
        if self._work.key is None:
            self._say_not_begun()
        else:
            title = " ".join(words.split())[:_LONGEST_TITLE]
            self._change(self._work.library.rename, self._work.key, title)

    def pin(self, key: int) -> None:
        """Keep a thread on top of the list, or no longer."""
        row = self._work.library.row(key)
        self._change(self._work.library.pin, key)
        if row is not None and row.gone:
            self.stage.say("The server has this thread no more; the pin is kept on this machine.")

    def archive(self, key: int) -> None:
        """Put a thread out of sight, or bring it back."""
        row = self._work.library.row(key)
        self._change(self._work.library.archive, key)
        if row is not None:
            self.stage.say(f"“{one_line(row.title)}” is {'back' if row.archived else 'archived'}.")

    def delete(self, key: int) -> None:
        """Take a thread away; it can be brought back for a while."""
        work = self._work
        row = work.library.row(key)
        if row is None:
            return
        if work.key == key:
            self._opening.open(None, focus=False)
        if work.desk is not None:
            work.desk.forget(key)
        self.stage.start(work.library.delete, key)
        self.stage.say(
            f"“{one_line(row.title)}” is deleted. /undo, or u in the list, brings it back.", UNDO_SECONDS
        )
        if work.sync is not None:
            self.stage.later(UNDO_SECONDS + 0.2, work.sync.changed)

    @worker("work")
    async def undo_delete(self) -> None:
        """Bring back what was deleted last."""
        row = await self._work.library.undo_delete()
        self.stage.say(f"“{one_line(row.title)}” is back." if row else "There is nothing to bring back.")

    def toggle_archived(self) -> None:
        """Show archived threads in the list, or hide them."""
        shown = self._work.with_archived = not self._work.with_archived
        self._drawing.show_list()
        self.stage.say(f"Archived threads are {'shown' if shown else 'hidden'}.")

    def filter(self, text: str) -> None:
        """Show the threads that hold these words."""
        self._work.filter_text = text
        self._drawing.show_list()

    @worker("metadata")
    async def edit_metadata(self, key: int) -> None:
        """Let the user edit a thread's pairs; the server learns of them when it can."""
        from tui_threads.ui.dialogs.metadata import MetadataDialog

        row = self._work.library.row(key)
        if row is None:
            return
        pairs = await self.stage.ask(MetadataDialog(metadata_of(row)))
        if pairs is not None:
            await self.change(self._work.library.set_pairs, key, pairs)
            away = self._work.link.state != "online"
            self.stage.say("Kept; the server is told when it answers." if away else "The metadata is kept.")
