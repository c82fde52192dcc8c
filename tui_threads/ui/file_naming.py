"""Names for the files that messages speak of: learned when a thread is shown or grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change, Extended, Reset
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.thread import ThreadActions

if TYPE_CHECKING:
    from tui_threads.chat.file_names import FileNames
    from tui_threads.chat.session import ChatSession


class FileNaming(ThreadActions):
    """Tells the transcript the names of files."""

    _file_names: FileNames | None = None

    def open_thread(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        super().open_thread(row, focus=focus)
        if self.session is not None:
            self._name_files(self.session, Change((Reset(),)))

    def session_changed(self, session: ChatSession, change: Change) -> None:
        super().session_changed(session, change)
        if session is self.session and not all(isinstance(op, Extended) for op in change.ops):
            self._name_files(session, change)

    def _name_files(self, session: ChatSession, change: Change) -> None:
        from tui_threads.chat.file_names import files_of_change

        if file_ids := [file_id for file_id in files_of_change(session.conversation, change) if file_id]:
            self.start(self._learn_names(file_ids), group="names")

    async def _learn_names(self, file_ids: list[str]) -> None:
        from tui_threads.chat.file_names import FileNames

        if self._file_names is None:
            self._file_names = FileNames(self.cache, self.link, self.setup.endpoint.profile)
        names = await self._file_names.learn(file_ids)
        if names and self.app.is_running:
            self.transcript.set_names(files=names)
