"""The log, looked at without leaving the app."""

from __future__ import annotations

from tui_threads.ui.setup import Setup
from tui_threads.ui.stage import Stage, worker


class Log:
    """Shows what app and server wrote down."""

    def __init__(self, stage: Stage, setup: Setup) -> None:
        self.stage = stage
        named = {"app": setup.log_file, "server": setup.server_log_file}
        self._files = {name: file for name, file in named.items() if file is not None}

    @worker("dialog")
    async def show(self) -> None:
        """Show the log; what is wanted of it is copied."""
        from tui_threads.ui.dialogs.log import LogDialog

        text = await self.stage.ask(LogDialog(self._files)) if self._files else None
        if text is not None:
            self.stage.copy(text, "log")
