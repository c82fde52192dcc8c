"""Names for the files that messages speak of: learned when a thread is shown or grows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change, Reset
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.file_names import FileNames
    from tui_threads.chat.session import ChatSession


class FileNaming(Follower):
    """Tells the transcript the names of files."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self.stage = stage
        self._work = work
        self._transcript = panes.transcript

    @cached_property
    def _names(self) -> FileNames:
        from tui_threads.chat.file_names import FileNames

        return FileNames(self._work.cache, self._work.link, self._work.profile)

    def opened(self, row: ThreadRow | None) -> None:
        if self._work.session is not None:
            self.changed(self._work.session, Change((Reset(),)))

    def changed(self, session: ChatSession, change: Change) -> None:
        from tui_threads.chat.file_names import files_of_change

        if session is self._work.session:
            if file_ids := [one for one in files_of_change(session.conversation, change) if one]:
                self._learn(file_ids)

    @worker("names")
    async def _learn(self, file_ids: list[str]) -> None:
        names = await self._names.learn(file_ids)
        if names and self.stage.is_up:
            self._transcript.set_names(files=names)
