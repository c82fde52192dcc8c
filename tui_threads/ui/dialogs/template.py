"""Filling in the places of a prompt template."""

from __future__ import annotations

from textual.widgets import TextArea

from tui_threads.ui.dialogs.form import FormDialog


class TemplateDialog(FormDialog):
    """Gives what stands in the places, or None. One writes on behind what stands there already."""

    HINTS = (("form.submit", "insert it"), ("Tab", "next place"), ("dialog.leave", "leave"))

    def on_mount(self) -> None:
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
