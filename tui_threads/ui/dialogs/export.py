"""Asking what is to be exported, how and where to."""

from __future__ import annotations

from typing import ClassVar

from tui_threads.ui.dialogs.form import FormDialog
from tui_threads.ui.widgets.hint_line import Hints


class ExportDialog(FormDialog):
    """The form of an export."""

    HINTS: ClassVar[Hints] = (("form.submit", "export"), ("Tab", "next field"), ("dialog.leave", "leave"))
