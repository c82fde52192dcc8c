"""What can be done with one message of the transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.ui.actions.forks import Forks
from tui_threads.ui.actions.queue import Queue
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry


class Messages:
    """Acts on entries of the transcript, named by their keys."""

    def __init__(self, stage: Stage, work: Workspace, queue: Queue, forks: Forks) -> None:
        self.stage = stage
        self._work = work
        self._queue = queue
        self._forks = forks

    def answer_again(self, key: str) -> None:
        """Have a question answered anew."""
        if not self._work.run_active:
            self._forks.regenerate(key)

    def drop(self, key: str) -> None:
        """Take a waiting message back, or delete a stored one."""
        if self._queue.holds(key):
            self._queue.take_back(key, edit=False)
        else:
            self._delete(key)

    def edit(self, key: str) -> None:
        """A waiting message is edited in place, a stored one in a fork before it."""
        from tui_threads.chat.entry_texts import said_by_user, said_text

        entry = self._entry(key)
        if self._queue.holds(key):
            self._queue.take_back(key, edit=True)
        elif said_by_user(entry):
            self._forks.fork(key, edit=said_text(entry))
        else:
            self.stage.say("Only what you said can be edited.")

    def _entry(self, key: str) -> Entry | None:
        session = self._work.session
        return session.conversation.entry(key) if session else None

    @worker("dialog")
    async def _delete(self, key: str) -> None:
        from tui_threads.chat.entry_texts import said_text
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        place = self._work.place
        if place is None or said_text(self._entry(key)) is None:
            return
        if await self.stage.ask(ConfirmDialog("Delete this message for good?", "Delete")):
            sentence = await place.errands.delete_message(key)
            self.stage.say(sentence or "The message is deleted.")

    @worker("dialog")
    async def inspect(self, key: str) -> None:
        """Show a message as JSON, with its metadata."""
        from tui_threads.chat.entry_texts import json_of
        from tui_threads.ui.dialogs.reader import ReaderDialog

        text = json_of(self._entry(key))
        if await self.stage.ask(ReaderDialog(key, text, is_json=True)) == "copy":
            self.stage.copy(text, "JSON")

    def export(self, key: str) -> None:
        """Write a message to a Markdown file."""
        from tui_threads.chat.entry_texts import said_text
        from tui_threads.chat.shelf import NoFileError, downloads_folder, save_text

        text = said_text(self._entry(key))
        if text is None:
            return
        try:
            path = save_text(downloads_folder(), f"{key}.md", text)
        except NoFileError as error:
            self.stage.say(str(error))
        else:
            self.stage.say(f"Saved as {path}.")
