"""Prompts from the user's folder of templates."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from tui_threads.chat.templates import Template, TemplateError, read_template, template_names
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.completion_popup import Offer


class Templates:
    """Brings templates into the composer, filled in."""

    def __init__(self, stage: Stage, panes: Panes, folder: Path | None) -> None:
        self.stage = stage
        self._composer = panes.composer
        self._folder = folder

    @worker("writing", exclusive=True)
    async def insert(self, name: str = "") -> None:
        """Insert a template, chosen from a list where none is named; its places are asked for."""
        folder = self._folder
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
            self.stage.say(_told(error), 12.0)
            return
        if chosen is not None and (text := await self._fill(chosen)) is not None:
            self._composer.insert_text(text)
        self.stage.focus(self._composer)

    async def _choose(self, folder: Path, names: Sequence[str]) -> Template | None:
        """Let one be chosen; one that cannot be used says why when it is."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        choices = []
        for name in names:
            try:
                template = await asyncio.to_thread(read_template, folder, name)
                choices.append(Choice(name, name, detail=template.description))
            except TemplateError as error:
                choices.append(Choice(name, name, detail=_told(error)))
        chosen = await self.stage.ask(PickerDialog[str](choices, heading="Templates"))
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
        values = await self.stage.ask(TemplateDialog(template.description or template.name, fields))
        return template.filled(values) if values is not None else None

    @worker("offers")
    async def offer(self, typing: Typing) -> None:
        """Offer the templates that a beginning may mean."""
        folder = self._folder
        try:
            names = await asyncio.to_thread(template_names, folder) if folder is not None else []
        except TemplateError:
            names = []  # it is said when one is wanted
        word = typing.word.lower()
        self._composer.offer(typing, [Offer(name, name) for name in names if word in name.lower()])


def _told(error: TemplateError) -> str:
    return str(error).replace(f"{Path.home()}{os.sep}", f"~{os.sep}")
