"""What can be done with a message, and with what the transcript asks for."""

from __future__ import annotations

from textual import on

from tui_threads.ui.run_actions import RunActions
from tui_threads.ui.thread_actions import ThreadActions
from tui_threads.ui.widgets.transcript import Transcript


class MessageActions(ThreadActions, RunActions):
    """Answers the messages of the transcript."""

    @on(Transcript.OlderWanted)
    def read_older(self) -> None:
        place = self.desk.current if self.desk else None
        if place is not None:
            self.start(place.turns.read_older())

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
    def answer_again(self) -> None:
        """Have the thread answered once more."""
        if self.session is not None and not self.run_active:
            self.session.ask_again()

    @on(Transcript.ContinueWanted)
    def go_on(self) -> None:
        self.send("Go on where you stopped.")

    @on(Transcript.DeleteWanted)
    def drop_entry(self, event: Transcript.DeleteWanted) -> None:
        self.start(self._drop(event.key, edit=False))

    @on(Transcript.EditWanted)
    def edit_entry(self, event: Transcript.EditWanted) -> None:
        self.start(self._drop(event.key, edit=True))

    async def _drop(self, key: str, *, edit: bool) -> None:
        """Take a waiting message out of the queue; to edit it is to have it back in the composer."""
        text = await self.session.drop_queued(key) if self.session else None
        if text is not None and edit:
            self.composer.put(text)
            self.composer.focus()
