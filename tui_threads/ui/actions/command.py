"""The commands that carry out functions: listed, changed, taken back."""

from __future__ import annotations

from textual import work

from tui_threads.chat.function_handlers import read_consents, revoke_consent
from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.ui.actions.tool import ToolActions
from tui_threads.ui.plain import one_line


class CommandActions(ToolActions):
    """What the palette offers for commands of functions."""

    @work(exclusive=True, group="commands")
    async def action_function_commands(self) -> None:
        """Go through what is remembered, until the user leaves."""
        from tui_threads.ui.dialogs.commands import CommandsDialog
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        while True:
            commands = await self.call_desk.commands()
            leaves = await self.cache.run(read_consents)
            chosen = await self.app.push_screen_wait(CommandsDialog(commands.values(), leaves))
            if chosen is None:
                return
            if chosen.kind == "command":
                await self.call_desk.name_command(WantedCall("", chosen.function, ""))
                continue
            question = f"Ask again before {one_line(chosen.function)} is run in {one_line(chosen.folder)}?"
            if await self.app.push_screen_wait(ConfirmDialog(question, "Ask again")):
                await self.cache.run(revoke_consent, chosen.function, chosen.folder)
