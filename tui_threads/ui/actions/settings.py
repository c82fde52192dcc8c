"""The settings as the app lives with them: shown, changed, put in force; and another server opened."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual import constants, work
from textual.message import Message

from tui_threads.chat.cache import CacheError
from tui_threads.chat.connection import ConnectError
from tui_threads.settings import LOCAL, Configuration, Settings, SettingsError
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.public import public_value
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.keyed_app import KeyedApp
from tui_threads.ui.settings_checks import strange_names
from tui_threads.ui.setup import Setup
from tui_threads.ui.themes import DARK


class SettingsActions(ChatBase):
    """Changes settings and profiles while the app runs."""

    class ServerChosen(Message):
        """The user wants another server's threads."""

        def __init__(self, setup: Setup) -> None:
            super().__init__()
            self.setup = setup
            """What the screen for it is given."""

    @property
    def configuration(self) -> Configuration:
        """The settings with where each comes from."""
        file = self.setup.settings_file
        return file.configuration if file else Configuration(self.setup.settings, Path("config.toml"))

    def settings_notices(self) -> list[str]:
        """What is wrong in the settings, in a sentence each."""
        found = strange_names(self.configuration, self.app.available_themes)
        return [words if origin.kind == "default" else f"{origin.short}: {words}" for origin, words in found]

    @work(exclusive=True, group="settings")
    async def action_settings(self) -> None:
        """Show the settings as the file has them now."""
        from tui_threads.ui.dialogs.settings import SettingsDialog

        file = self.setup.settings_file
        if file is None:
            return
        try:
            configuration = await asyncio.to_thread(file.read)
        except SettingsError as error:
            self.say(f"{error.problems[0]} `threads-tui config edit` opens the file.", 20.0)
            return
        self.apply_settings(configuration.settings)
        before = self.setup.settings
        await self.app.push_screen_wait(SettingsDialog(configuration, self.change_settings))
        now = self.setup.settings
        if (now.server, now.providers) != (before.server, before.providers):
            await self._offer_restart("Restart the local server, so that it takes the change?")

    async def change_settings(self, edits: Mapping[KeyPath, object]) -> Configuration:
        """Write settings, None for the default, and put them in force. Raises `SettingsError`."""
        file = self.setup.settings_file
        if file is None:
            raise SettingsError("These settings have no file to be kept in.")
        try:
            configuration = await asyncio.to_thread(file.change, edits)
        finally:
            self.apply_settings(file.configuration.settings)
        return configuration

    def apply_settings(self, settings: Settings) -> None:
        """Put in force what can be while the app runs."""
        before, self.setup = self.setup.settings, replace(self.setup, settings=settings)
        ui = settings.ui
        if ui.theme != before.ui.theme:
            wished = ui.theme or DARK
            self.app.theme = wished if wished in self.app.available_themes else DARK
        if ui.text_width != before.ui.text_width:
            self.set_text_width(ui.text_width)
        if ui.images != before.ui.images:
            self.transcript.draw_images_as(ui.images)
        self.transcript.allow_hosts(ui.remote_images)
        self.set_class(ui.density == "compact", "-compact")
        if ui.motion != before.ui.motion:
            self.app.animation_level = constants.TEXTUAL_ANIMATIONS if ui.motion else "none"
        if (settings.keys, ui.send_key) != (before.keys, before.ui.send_key):
            assert isinstance(self.app, KeyedApp)
            self.app.take_keys(self.keymap)
        self.draw_status()

    @work(exclusive=True, group="settings")
    async def action_choose_theme(self) -> None:
        """Take a theme by looking, and keep it for the next start."""
        from tui_threads.ui.dialogs.theme import ThemeDialog

        name = await self.app.push_screen_wait(ThemeDialog(self.app.available_themes, self.app.theme))
        if name is not None:
            await self._keep_theme(name)

    @work(exclusive=True, group="settings")
    async def action_next_theme(self) -> None:
        """Change between the house themes."""
        names = sorted(name for name in self.app.available_themes if name.startswith("threads-"))
        at = names.index(self.app.theme) if self.app.theme in names else -1
        self.app.theme = names[(at + 1) % len(names)]
        await self._keep_theme(self.app.theme)

    async def _keep_theme(self, name: str) -> None:
        if self.setup.settings_file is None or name == (self.setup.settings.ui.theme or DARK):
            return
        try:
            await self.change_settings({("ui", "theme"): name})
        except SettingsError as error:
            self.say(str(error))
        self.app.theme = name  # also where an option or a variable stands above the file

    @work(exclusive=True, group="settings")
    async def action_restart_server(self) -> None:
        """End the local server and start it anew, with the settings as they are now."""
        if not self.setup.endpoint.is_local:
            self.say(f"{self.setup.endpoint.profile} is not this machine's own server.")
        else:
            await self._offer_restart("Restart the local server?")

    async def _offer_restart(self, question: str) -> None:
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        stop = self.setup.stop_server
        if stop is None or not self.setup.endpoint.is_local:
            return
        question += " A reply that is being written is kept as far as it has come."
        if not await self.app.push_screen_wait(ConfirmDialog(question, "Restart")):
            return
        client = await self.link.client() if self.link.state == "online" else None
        try:
            await asyncio.to_thread(stop)
        except ConnectError as error:
            self.say(str(error))
            return
        if client is not None:
            self.link.lost(client, "The local server starts anew.")
        self.link.try_again()

    @work(exclusive=True, group="settings")
    async def action_switch_profile(self) -> None:
        """Open another server; what goes on with this one goes on there."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        settings, current = self.setup.settings, self.setup.endpoint.profile
        if self.setup.reach is None:
            return
        places = {LOCAL: "This machine's own server"}
        places |= {
            name: str(public_value(("base_url",), profile.base_url))
            for name, profile in settings.profiles.items()
        }
        choices = [
            Choice(name, name, "open" if name == current else "", place, current=name == current)
            for name, place in places.items()
        ]
        name = await self.app.push_screen_wait(PickerDialog(choices, heading="Switch server profile"))
        if name is not None and name != current:
            self.open_profile(name)

    def open_profile(self, name: str) -> None:
        """Ask for a screen that is set up for another server."""
        assert self.setup.reach is not None
        try:
            self.drafts.flush()
        except CacheError as error:
            self.say(str(error))  # and stay, where the draft is
            return
        reach = self.setup.reach(name, self.setup.settings)
        setup = replace(
            self.setup,
            endpoint=reach.endpoint,
            connect=reach.connect,
            model_offer=reach.model_offer,
            open_thread=None,
            notice="",
        )
        self.post_message(self.ServerChosen(setup))
