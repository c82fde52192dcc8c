"""The ladders of Esc and Ctrl+C, down to leaving; none of their steps loses text."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.widgets import Input

from tui_threads.chat.cache import CacheError
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.actions.runs import Runs
from tui_threads.ui.panes import Panes, place_of
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

_QUIT_SECONDS = 2.0


class Ladders:
    """Steps back from whatever is furthest in front."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        *,
        layout: Layout,
        runs: Runs,
        selected: Callable[[], str | None],
    ) -> None:
        """`selected` is the text that is marked on the screen."""
        self._stage = stage
        self._work = work
        self._panes = panes
        self._layout = layout
        self._runs = runs
        self._selected = selected
        self._interrupted_at = float("-inf")

    def step_back(self) -> None:
        """Esc: close the offers, leave the filter, hide the list, stop the run, go to the composer."""
        panes = self._panes
        in_list = place_of(self._stage.focused) in ("threads", "filter")
        if panes.composer.close_offers() or (in_list and panes.side.clear_filter()):
            return
        if not self._layout.hide_list() and self._work.run_active:
            self._runs.stop()
        else:
            self._stage.focus(panes.composer)

    def interrupt(self) -> None:
        """Ctrl+C: copy what is selected, stop the run, put the draft in the history, then leave."""
        # The key runs ahead of characters that are still on their way to the composer: they come first.
        self._panes.composer.call_later(self._interrupt)

    def _interrupt(self) -> None:
        composer = self._panes.composer
        if selected := self._selected_text():
            self._stage.copy(selected, "selection")
        elif self._work.run_active:
            self._runs.stop()
        elif composer.text.strip():
            composer.put_by()
            composer.put("")
            self._stage.say("The draft is in the history; Up brings it back.")
        elif time.monotonic() - self._interrupted_at < _QUIT_SECONDS:
            self.quit()
        else:
            self._interrupted_at = time.monotonic()
            self._stage.say("Ctrl+C again quits.", _QUIT_SECONDS)

    def _selected_text(self) -> str:
        focused = self._stage.focused
        if isinstance(focused, Input) and focused.selected_text:
            return focused.selected_text
        return self._panes.composer.selected_text or self._selected() or ""

    def quit(self) -> None:
        """Leave, behind what was typed; the draft is on the disk, and a reply goes on without us."""
        self._panes.composer.call_later(self._leave)

    def _leave(self) -> None:
        work = self._work
        work.drafts.note(work.draft_key, self._panes.composer.text)
        try:
            work.drafts.flush()
        except CacheError as error:
            self._stage.say(str(error))
            return
        running = len(work.desk.running) if work.desk else 0
        uploading = work.session is not None and work.session.upload is not None
        going_on = work.run_active and work.endpoint.is_local and running and not uploading
        self._stage.app.exit(message="The reply goes on; it will be there next time." if going_on else None)
