"""The commands that carry out functions: listed, changed, taken back."""

from __future__ import annotations

from tui_threads.chat.cache import Cache
from tui_threads.chat.function_handlers import read_consents, revoke_consent
from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.ui.call_desk import CallDesk
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker


class Commands:
    """What the palette offers for commands of functions."""

    def __init__(self, stage: Stage, cache: Cache, call_desk: CallDesk) -> None:
        self.stage = stage
        self._cache = cache
        self._call_desk = call_desk

    @worker("commands", exclusive=True)
    async def show(self) -> None:
        """Go through what is remembered, until the user leaves."""
        from tui_threads.ui.dialogs.commands import CommandsDialog
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        while True:
            commands = await self._call_desk.commands()
            leaves = await self._cache.run(read_consents)
            chosen = await self.stage.ask(CommandsDialog(commands.values(), leaves))
            if chosen is None:
                return
            if chosen.kind == "command":
                await self._call_desk.name_command(WantedCall("", chosen.function, ""))
                continue
            question = f"Ask again before {one_line(chosen.function)} is run in {one_line(chosen.folder)}?"
            if await self.stage.ask(ConfirmDialog(question, "Ask again")):
                await self._cache.run(revoke_consent, chosen.function, chosen.folder)
