"""Help with writing: the user's own editor, and what was written before."""

from __future__ import annotations

import time

from tui_threads.chat.cache import CacheError
from tui_threads.chat.outbox import read_prompts, remember_prompt
from tui_threads.chat.prompt_history import forget_prompt, read_history
from tui_threads.ui.external_editor import EditorError, edit_text
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

_AGAIN_SECONDS = 2.0
"""Until a disk that was full, or a file another program held, is tried again."""


class Writing:
    """Brings texts into the composer; what stood there before is never lost."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes) -> None:
        self.stage = stage
        self._work = work
        self._composer = panes.composer

    @worker("editor", exclusive=True)
    async def edit_outside(self) -> None:
        """The draft in $VISUAL or $EDITOR."""
        before = self._composer.text
        self.stage.focus(self._composer)
        self._work.drafts.note(self._work.draft_key, before)
        self._work.drafts.keep()
        try:
            self._composer.replace_all(await edit_text(self.stage.app, before))
        except EditorError as error:
            if error.saved and error.saved.strip():
                self._composer.remember(error.saved)
                self.keep(error.saved)
                self.stage.say(f"{error} What it had saved is in the history (^R).", 12.0)
            else:
                self.stage.say(str(error), 12.0)

    @worker("writing", exclusive=True)
    async def search_history(self) -> None:
        """Find an earlier prompt and have it in the composer."""
        from tui_threads.ui.dialogs.prompt_history import PromptHistoryDialog

        prompts = await self._work.cache.run(read_history)
        if not prompts:
            self.stage.say("Nothing was sent from here yet.")
            return
        chosen = await self.stage.ask(PromptHistoryDialog(prompts, self._forget))
        if chosen is not None:
            if self._composer.text.strip() not in ("", chosen):
                self._composer.put_by()
                self.stage.say("What stood in the composer is in the history.")
            self._composer.replace_all(chosen)
            self.stage.focus(self._composer)

    @worker("work")
    async def _forget(self, text: str) -> None:
        """Keep a prompt no longer."""
        await self._work.cache.run(forget_prompt, text)
        await self.recall()

    async def recall(self) -> None:
        """Let Up bring back what was sent before, and typed for what is gone."""
        prompts = await self._work.cache.run(read_prompts)
        if self.stage.is_up:
            self._composer.set_prompts(prompts)

    @worker("work")
    async def keep(self, text: str) -> None:
        """Have a text found among the earlier prompts."""
        try:
            await self._work.cache.run(remember_prompt, text, time.time())
        except CacheError:
            self.stage.later(_AGAIN_SECONDS, lambda: self._keep_again(text))
            raise

    def _keep_again(self, text: str) -> None:
        self.keep(text)
