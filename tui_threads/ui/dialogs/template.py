"""Filling in the places of a prompt template."""

from __future__ import annotations

from tui_threads.ui.dialogs.form import FormDialog


class TemplateDialog(FormDialog):
    """Gives what stands in the places, or None."""

    HINTS = (("form.submit", "insert it"), ("Tab", "next place"), ("dialog.leave", "leave"))
