"""The ladders of Esc and Ctrl+C, stopping, trying again, leaving; none of them loses text."""

from __future__ import annotations

import time

from textual.widgets import Input

from tui_threads.chat.cache import CacheError
from tui_threads.chat.outbox import remember_prompt
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.clipboard import copy_by_tool, copy_tool

_QUIT_SECONDS = 2.0


class RunActions(ChatBase):
    """Actions on the run, the selection and the app itself."""

    _interrupted_at = float("-inf")

    @property
    def run_active(self) -> bool:
        """Whether there is a run, or one about to begin, that a stop would stop."""
        session = self.session
        return session is not None and (session.active_run is not None or session.answer_wanted)

    def action_step_back(self) -> None:
        """Esc: close the offers, leave the filter, hide the list, stop the run, go to the composer."""
        if self.composer.close_offers() or (
            self.focused_place in ("threads", "filter") and self.pane.clear_filter()
        ):
            return
        if self.has_class("-list") and (self.has_class("-narrow") or self.has_class("-tiny")):
            self.remove_class("-list")
            self.set_focus(self.composer)
        elif self.run_active:
            self.action_stop_run()
        else:
            self.set_focus(self.composer)

    def action_interrupt(self) -> None:
        """Ctrl+C: copy what is selected, stop the run, put the draft in the history, then leave."""
        if selected := self._selected_text():
            self.start(self.copy(selected, "selection"))
        elif self.run_active:
            self.action_stop_run()
        elif self.composer.text.strip():
            self.start(self._put_by(self.composer.text))
            self.composer.put("")
        elif time.monotonic() - self._interrupted_at < _QUIT_SECONDS:
            self.action_quit_now()
        else:
            self._interrupted_at = time.monotonic()
            self.say("Ctrl+C again quits.", _QUIT_SECONDS)

    def _selected_text(self) -> str:
        focused = self.focused
        if isinstance(focused, Input) and focused.selected_text:
            return focused.selected_text
        return self.composer.selected_text or self.get_selected_text() or ""

    async def _put_by(self, text: str) -> None:
        await self.cache.run(remember_prompt, text, time.time())
        self.composer.remember(text)
        self.say("The draft is in the history; Up brings it back.")

    async def copy(self, text: str, what: str) -> None:
        """Copy, and say how; a copy that was not made is not claimed."""
        tool = copy_tool()
        if tool is not None and await copy_by_tool(text, tool):
            self.say(f"The {what} is copied.")
        else:
            self.app.copy_to_clipboard(text)
            self.say(f"The {what} was handed to the terminal's clipboard (OSC 52).")
        self.clear_selection()

    def action_stop_run(self) -> None:
        place = self.desk.current if self.desk else None
        if place is not None:
            self.start(place.errands.stop(), group="stop")

    def action_retry(self) -> None:
        if self.session is not None:
            self.start(self.session.retry())
        else:
            self.link.try_again()

    def action_refresh_thread(self) -> None:
        """F5: the list and the thread that is shown, from the server."""
        self.link.try_again()
        if self.sync is not None:
            self.sync.refresh()
        if self.session is not None:
            self.session.refresh()
        self.say("Refreshing.", 1.5)

    def action_quit_now(self) -> None:
        """Leave; the draft is on the disk, and a reply goes on without us."""
        # The key runs ahead of characters that are still on their way to the composer: they come first.
        self.composer.call_later(self._leave)

    def _leave(self) -> None:
        self.drafts.note(self.draft_key, self.composer.text)
        try:
            self.drafts.flush()
        except CacheError as error:
            self.say(str(error))
            return
        running = len(self.desk.running) if self.desk else 0
        going_on = self.run_active and self.setup.endpoint.is_local and running
        self.app.exit(message="The reply goes on; it will be there next time." if going_on else None)
