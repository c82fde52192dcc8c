"""The settings as the app lives with them: shown, changed, put in force."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual import constants

from tui_threads.settings import Configuration, Settings, SettingsError
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.actions.servers import Servers
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.keyed_app import KeyedApp
from tui_threads.ui.keymap import row, shown_key_of
from tui_threads.ui.panes import Panes
from tui_threads.ui.settings_checks import strange_names
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.themes import DARK
from tui_threads.ui.workspace import Workspace


class SettingsInForce:
    """Changes settings while the app runs."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        drawing: Drawing,
        *,
        layout: Layout,
        servers: Servers,
    ) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._layout = layout
        self._servers = servers

    @property
    def _configuration(self) -> Configuration:
        """The settings with where each comes from."""
        file = self._work.setup.settings_file
        return file.configuration if file else Configuration(self._work.setup.settings, Path("config.toml"))

    def notices(self) -> list[str]:
        """What is wrong in the settings, in a sentence each."""
        found = strange_names(self._configuration, self.stage.app.available_themes)
        return [words if origin.kind == "default" else f"{origin.short}: {words}" for origin, words in found]

    @worker("settings", exclusive=True)
    async def show(self) -> None:
        """Show the settings as the file has them now."""
        from tui_threads.ui.dialogs.settings import SettingsDialog

        file = self._work.setup.settings_file
        if file is None:
            return
        try:
            configuration = await asyncio.to_thread(file.read)
        except SettingsError as error:
            self.stage.say(f"{error.problems[0]} `threads-tui config edit` opens the file.", 20.0)
            return
        self.apply_settings(configuration.settings)
        before = self._work.setup.settings
        await self.stage.ask(SettingsDialog(configuration, self.change_settings))
        now = self._work.setup.settings
        if (now.server, now.providers) != (before.server, before.providers):
            await self._servers.offer_restart("Restart the local server, so that it takes the change?")

    async def change_settings(self, edits: Mapping[KeyPath, object]) -> Configuration:
        """Write settings, None for the default, and put them in force. Raises `SettingsError`."""
        file = self._work.setup.settings_file
        if file is None:
            raise SettingsError("These settings have no file to be kept in.")
        try:
            configuration = await asyncio.to_thread(file.change, edits)
        finally:
            self.apply_settings(file.configuration.settings)
        return configuration

    def apply_settings(self, settings: Settings) -> None:
        """Put in force what can be while the app runs."""
        before, self._work.setup = self._work.setup.settings, replace(self._work.setup, settings=settings)
        ui, app = settings.ui, self.stage.app
        if ui.theme != before.ui.theme:
            wished = ui.theme or DARK
            app.theme = wished if wished in app.available_themes else DARK
        if ui.text_width != before.ui.text_width:
            self._layout.set_text_width(ui.text_width)
        if ui.images != before.ui.images:
            self._panes.transcript.draw_images_as(ui.images)
        self._panes.transcript.allow_hosts(ui.remote_images)
        self._layout.be_dense(ui.density == "compact")
        if ui.motion != before.ui.motion:
            app.animation_level = constants.TEXTUAL_ANIMATIONS if ui.motion else "none"
        if (settings.keys, ui.send_key) != (before.keys, before.ui.send_key):
            assert isinstance(app, KeyedApp)
            app.take_keys(self._work.keymap)
            self.tell_keys()
        self._drawing.show_status()

    def tell_keys(self) -> None:
        """Let the panes know of the keys that they name, or take otherwise."""
        panes, settings = self._panes, self._work.setup.settings
        panes.composer.enter_breaks = settings.ui.send_key == "ctrl+j"
        panes.answer_card.set_key(shown_key_of(row("run.answer"), self._work.keymap) or "^P")

    @worker("settings", exclusive=True)
    async def choose_theme(self) -> None:
        """Take a theme by looking, and keep it for the next start."""
        from tui_threads.ui.dialogs.theme import ThemeDialog

        name = await self.stage.ask(ThemeDialog(self.stage.app.available_themes, self.stage.app.theme))
        if name is not None:
            await self._keep_theme(name)

    @worker("settings", exclusive=True)
    async def next_theme(self) -> None:
        """Change between the house themes."""
        names = sorted(name for name in self.stage.app.available_themes if name.startswith("threads-"))
        at = names.index(self.stage.app.theme) if self.stage.app.theme in names else -1
        self.stage.app.theme = names[(at + 1) % len(names)]
        await self._keep_theme(self.stage.app.theme)

    async def _keep_theme(self, name: str) -> None:
        if self._work.setup.settings_file is None or name == (self._work.setup.settings.ui.theme or DARK):
            return
        try:
            await self.change_settings({("ui", "theme"): name})
        except SettingsError as error:
            self.stage.say(str(error))
        self.stage.app.theme = name  # also where an option or a variable stands above the file
