"""What can be done with a message, and with what the transcript asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from tui_threads.ui.actions.file import FileActions
from tui_threads.ui.actions.fork import ForkActions
from tui_threads.ui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry


class MessageActions(ForkActions, FileActions):
    """Answers the messages of the transcript."""

    @on(Transcript.OlderWanted)
    def read_older(self) -> None:
        place = self.desk.current if self.desk else None
        if place is not None:
            self.start(place.errands.read_older())

    @on(Transcript.Copied)
    def copy_text(self, event: Transcript.Copied) -> None:
        self.start(self.copy(event.text, event.what))

    @on(Transcript.LinkOpened)
    def open_link(self, event: Transcript.LinkOpened) -> None:
        self.app.open_url(event.url)

    @on(Transcript.RetryWanted)
    def try_again(self) -> None:
        self.action_retry()

    @on(Transcript.RegenerateWanted)
    def answer_again(self, event: Transcript.RegenerateWanted) -> None:
        """Have a question answered anew."""
        if not self.run_active:
            self.start(self.regenerate(event.key))

    @on(Transcript.ContinueWanted)
    def go_on(self) -> None:
        self.send("Go on where you stopped.")

    @on(Transcript.SendNowWanted)
    def send_now(self, event: Transcript.SendNowWanted) -> None:
        self.send_at_once(event.key)

    def send_at_once(self, key: str) -> None:
        """Stop the reply; this waiting message goes first."""
        if self.session is not None:
            self.session.put_first(key)
            if self.run_active:
                self.action_stop_run()

    @on(Transcript.DeleteWanted)
    def drop_entry(self, event: Transcript.DeleteWanted) -> None:
        if self._local(event.key):
            self.start(self.take_back(event.key, edit=False))
        else:
            self._delete_message(event.key)

    @on(Transcript.EditWanted)
    def edit_entry(self, event: Transcript.EditWanted) -> None:
        """A waiting message is edited in place, a stored one in a fork before it."""
        from tui_threads.chat.entry_texts import said_by_user, said_text

        entry = self._entry(event.key)
        if self._local(event.key):
            self.start(self.take_back(event.key, edit=True))
        elif said_by_user(entry):
            self.start(self._fork(event.key, edit=said_text(entry)))
        else:
            self.say("Only what you said can be edited.")

    @on(Transcript.ForkWanted)
    def fork_entry(self, event: Transcript.ForkWanted) -> None:
        self.start(self._fork(event.key))

    @on(Transcript.InspectWanted)
    def inspect_entry(self, event: Transcript.InspectWanted) -> None:
        self._inspect(event.key)

    @on(Transcript.ExportWanted)
    def export_entry(self, event: Transcript.ExportWanted) -> None:
        self.start(self._export(event.key))

    def _entry(self, key: str) -> Entry | None:
        return self.session.conversation.entry(key) if self.session else None

    def _local(self, key: str) -> bool:
        return self.session is not None and any(queued.key == key for queued in self.session.queue)

    async def take_back(self, key: str, *, edit: bool) -> None:
        """Take a waiting message out of the queue; to edit it is to have it back in the composer."""
        text = await self.session.drop_queued(key, edit=edit) if self.session else None
        if text is not None and edit:
            self.draft_files.forget(self.draft_key)
            self.show_files()
            self.composer.put("\n".join(filter(None, [text, self.composer.text])))
            self.set_focus(self.composer)

    @work
    async def _delete_message(self, key: str) -> None:
        from tui_threads.chat.entry_texts import said_text
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        place = self.desk.current if self.desk else None
        if place is None or said_text(self._entry(key)) is None:
            return
        if await self.app.push_screen_wait(ConfirmDialog("Delete this message for good?", "Delete")):
            sentence = await place.errands.delete_message(key)
            self.say(sentence or "The message is deleted.")

    async def _fork(self, key: str, edit: str | None = None) -> None:
        """Go on from a message in a new thread, or say it otherwise there, with the files it had."""
        from tui_threads.chat.attaching import sent_files
        from tui_threads.chat.entries import MessageEntry

        entry = self._entry(key)
        if await self.fork(key, "fork" if edit is None else "edit"):
            if edit is not None:
                self.composer.put(edit)
                if isinstance(entry, MessageEntry) and (files := sent_files(entry.message)):
                    await self.draft_files.add_sent(self.draft_key, files)
                    self.show_files()
            self.say("This is a fork; the thread it came from is unchanged, p leads there.", 12.0)

    @work
    async def _inspect(self, key: str) -> None:
        from tui_threads.chat.entry_texts import json_of
        from tui_threads.ui.dialogs.reader import ReaderDialog

        text = json_of(self._entry(key))
        if await self.app.push_screen_wait(ReaderDialog(key, text, is_json=True)) == "copy":
            await self.copy(text, "JSON")

    async def _export(self, key: str) -> None:
        from tui_threads.chat.entry_texts import said_text
        from tui_threads.chat.shelf import NoFileError, downloads_folder, save_text

        text = said_text(self._entry(key))
        if text is None:
            return
        try:
            path = save_text(downloads_folder(), f"{key}.md", text)
        except NoFileError as error:
            self.say(str(error))
        else:
            self.say(f"Saved as {path}.")
