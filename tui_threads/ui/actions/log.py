"""The log, looked at without leaving the app."""

from __future__ import annotations

from tui_threads.ui.actions.run import RunActions


class LogActions(RunActions):
    """Shows what app and server wrote down."""

    def action_show_log(self) -> None:
        from tui_threads.ui.dialogs.log import LogDialog

        named = {"app": self.setup.log_file, "server": self.setup.server_log_file}
        there = {name: file for name, file in named.items() if file is not None}
        if there:
            self.app.push_screen(LogDialog(there), self._copy_log)

    def _copy_log(self, text: str | None) -> None:
        if text is not None:
            self.start(self.copy(text, "log"))
