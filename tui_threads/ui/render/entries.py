"""Which renderer draws which entry, and how high an entry probably is before it is drawn."""

from __future__ import annotations

from tui_threads.chat.entries import Entry, FailureEntry, LocalEntry, MessageEntry, RunEntry, StepEntry
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.entry_view import EntryView
from tui_threads.ui.render.message import MessageView
from tui_threads.ui.render.notices import failure_view, local_view, run_view
from tui_threads.ui.render.steps import step_view
from tui_threads.wire.messages import TextContentBlock


def view_of(entry: Entry, canvas: Canvas, shown: Shown) -> EntryView:
    """The lines of an entry."""
    match entry:
        case MessageEntry():
            return MessageView(entry, canvas, shown)
        case LocalEntry():
            return local_view(entry, canvas, unfolded=shown.unfolded)
        case StepEntry():
            return step_view(entry, canvas, shown)
        case RunEntry():
            return run_view(entry, canvas)
        case FailureEntry():
            return failure_view(entry, canvas)


def guessed_height(entry: Entry, width: int) -> int:
    """Lines an entry probably has; only for the length of the scrollbar."""
    if isinstance(entry, MessageEntry):
        lines = 1
        for block in entry.message.content:
            text = block.text.value if isinstance(block, TextContentBlock) else ""
            lines += 1 + len(text) // width + text.count("\n")
        return lines
    if isinstance(entry, LocalEntry):
        return 2 + len(entry.text) // width + entry.text.count("\n")
    return 1
