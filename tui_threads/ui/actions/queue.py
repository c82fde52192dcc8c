"""What waits to be sent, reached from the composer: send it now, edit it, drop it."""

from __future__ import annotations

from tui_threads.ui.actions.message import MessageActions


class QueueActions(MessageActions):
    """Acts on the queue of the thread that is shown."""

    def _waiting(self) -> list[str]:
        """Keys of the messages that can still be taken back, oldest first."""
        queue = self.session.queue if self.session is not None else []
        waiting = [queued.key for queued in queue if queued.state != "sending"]
        if not waiting:
            self.say("No message waits.")
        return waiting

    def action_send_waiting_now(self) -> None:
        """Stop the reply and send what waits first."""
        if waiting := self._waiting():
            self.send_at_once(waiting[0])

    def action_edit_waiting(self) -> None:
        """Have the message that was queued last back in the composer, above what is in it."""
        if waiting := self._waiting():
            self.start(self.take_back(waiting[-1], edit=True))

    def action_drop_waiting(self) -> None:
        """Take away the message that was queued last; its words are in the prompt history."""
        if waiting := self._waiting():
            self.start(self.take_back(waiting[-1], edit=False))
            self.say("Dropped. Its words are in the history; Up brings them back.")
