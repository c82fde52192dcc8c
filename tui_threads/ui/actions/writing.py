"""Help with writing: the user's own editor, earlier prompts, templates."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from textual import work

from tui_threads.chat.outbox import read_prompts, remember_prompt
from tui_threads.chat.prompt_history import forget_prompt, read_history
from tui_threads.chat.templates import Template, TemplateError, read_template, template_names
from tui_threads.ui.actions.attaching import AttachingActions
from tui_threads.ui.external_editor import EditorError, edit_text
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.completion_popup import Offer


class WritingActions(AttachingActions):
    """Brings texts into the composer; what stood there before is never lost."""

    @work(exclusive=True, group="editor")
    async def action_edit_outside(self) -> None:
        """The draft in $VISUAL or $EDITOR."""
        before = self.composer.text
        self.set_focus(self.composer)
        self.drafts.note(self.draft_key, before)
        self.drafts.keep()
        try:
            self.composer.replace_all(await edit_text(self.app, before))
        except EditorError as error:
            if error.saved and error.saved.strip():
                await self._put_into_history(error.saved)
                self.say(f"{error} What it had saved is in the history (^R).", 12.0)
            else:
                self.say(str(error), 12.0)

    @work(exclusive=True, group="dialog")
    async def action_search_history(self) -> None:
        """Find an earlier prompt and have it in the composer."""
        from tui_threads.ui.dialogs.prompt_history import PromptHistoryDialog

        prompts = await self.cache.run(read_history)
        if not prompts:
            self.say("Nothing was sent from here yet.")
            return
        chosen = await self.app.push_screen_wait(PromptHistoryDialog(prompts, self.forget_prompt))
        if chosen is not None:
            draft = self.composer.text
            if draft.strip() and draft != chosen:
                await self._put_into_history(draft)
                self.say("What stood in the composer is in the history.")
            self.composer.replace_all(chosen)
            self.set_focus(self.composer)

    def forget_prompt(self, text: str) -> None:
        """Keep a prompt no longer."""
        self.start(self._forget_prompt(text))

    async def _forget_prompt(self, text: str) -> None:
        await self.cache.run(forget_prompt, text)
        self.composer.set_prompts(await self.cache.run(read_prompts))

    async def _put_into_history(self, text: str) -> None:
        await self.cache.run(remember_prompt, text, time.time())
        self.composer.remember(text)

    def action_insert_template(self) -> None:
        self.insert_template("")

    @work(exclusive=True, group="dialog")
    async def insert_template(self, name: str) -> None:
        """Insert a template, chosen from a list where none is named; its places are asked for."""
        folder = self.setup.templates_folder
        try:
            if folder is None:
                raise TemplateError("There is no folder for templates.")
            names = await asyncio.to_thread(template_names, folder)
            if not names:
                raise TemplateError(f"Put Markdown files into {folder}; each is a template.")
            if name and name not in names:
                raise TemplateError(f"There is no template {name!r}; there are: {', '.join(names)}.")
            chosen = (
                await asyncio.to_thread(read_template, folder, name)
                if name
                else await self._choose(folder, names)
            )
        except TemplateError as error:
            self.say(str(error), 12.0)
            return
        if chosen is not None and (text := await self._fill(chosen)) is not None:
            self.composer.insert_text(text)
        self.set_focus(self.composer)

    async def _choose(self, folder: Path, names: Sequence[str]) -> Template | None:
        """Let one be chosen; one that cannot be used says why when it is."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        choices = []
        for name in names:
            try:
                template = await asyncio.to_thread(read_template, folder, name)
                choices.append(Choice(name, name, detail=template.description))
            except TemplateError as error:
                choices.append(Choice(name, name, detail=str(error)))
        chosen = await self.app.push_screen_wait(PickerDialog[str](choices, heading="Templates"))
        return await asyncio.to_thread(read_template, folder, chosen) if chosen is not None else None

    async def _fill(self, template: Template) -> str | None:
        """Ask for what is to be filled in; None where the user leaves."""
        from tui_threads.ui.dialogs.form import Field
        from tui_threads.ui.dialogs.template import TemplateDialog

        fields = [
            Field(name, name.replace("_", " "), value, kind="text", rows=3)
            for name, value in template.places.items()
        ]
        if not fields:
            return template.body
        values = await self.app.push_screen_wait(
            TemplateDialog(template.description or template.name, fields)
        )
        return template.filled(values) if values is not None else None

    def offer_templates(self, typing: Typing) -> None:
        self.start(self._offer_templates(typing), group="offers")

    async def _offer_templates(self, typing: Typing) -> None:
        """Offer the templates that a beginning may mean."""
        folder = self.setup.templates_folder
        try:
            names = await asyncio.to_thread(template_names, folder) if folder is not None else []
        except TemplateError:
            names = []  # it is said when one is wanted
        word = typing.word.lower()
        self.composer.offer(typing, [Offer(name, name) for name in names if word in name.lower()])
