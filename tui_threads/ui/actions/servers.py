"""The server that is talked to: started anew, or exchanged for another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual.message import Message

from tui_threads.chat.cache import CacheError
from tui_threads.chat.connection import ConnectError
from tui_threads.settings import LOCAL
from tui_threads.settings.public import public_value
from tui_threads.ui.setup import Setup
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace


class Servers:
    """Restarts the local server, and asks the app to open another one."""

    class Chosen(Message):
        """The user wants another server's threads."""

        def __init__(self, setup: Setup) -> None:
            super().__init__()
            self.setup = setup
            """What the screen for it is given."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self.stage = stage
        self._work = work

    @worker("settings", exclusive=True)
    async def restart(self) -> None:
        """End the local server and start it anew, with the settings as they are now."""
        if not self._work.setup.endpoint.is_local:
            self.stage.say(f"{self._work.profile} is not this machine's own server.")
        else:
            await self.offer_restart("Restart the local server?")

    async def offer_restart(self, question: str) -> None:
        """Start the local server anew, if there is one and the user wants that."""
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        stop = self._work.setup.stop_server
        if stop is None or not self._work.setup.endpoint.is_local:
            return
        question += " A reply that is being written is kept as far as it has come."
        if not await self.stage.ask(ConfirmDialog(question, "Restart")):
            return
        client = await self._work.link.client() if self._work.link.state == "online" else None
        try:
            await asyncio.to_thread(stop)
        except ConnectError as error:
            self.stage.say(str(error))
            return
        if client is not None:
            self._work.link.lost(client, "The local server starts anew.")
        self._work.link.try_again()

    @worker("settings", exclusive=True)
    async def switch(self) -> None:
        """Open another server; what goes on with this one goes on there."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        settings, current = self._work.setup.settings, self._work.profile
        if self._work.setup.reach is None:
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
        name = await self.stage.ask(PickerDialog(choices, heading="Switch server profile"))
        if name is not None and name != current:
            self.open(name)

    def open(self, name: str) -> None:
        """Ask for a screen that is set up for another server."""
        assert self._work.setup.reach is not None
        try:
            self._work.drafts.flush()
        except CacheError as error:
            self.stage.say(str(error))  # and stay, where the draft is
            return
        reach = self._work.setup.reach(name, self._work.setup.settings)
        setup = replace(
            self._work.setup,
            endpoint=reach.endpoint,
            connect=reach.connect,
            model_offer=reach.model_offer,
            open_thread=None,
            notice="",
        )
        self.stage.post(self.Chosen(setup))
