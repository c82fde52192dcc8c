"""Which renderer draws which entry, and how high an entry probably is before it is drawn."""

from __future__ import annotations

from rich.segment import Segment

from tui_threads.chat.entries import Entry, FailureEntry, LocalEntry, MessageEntry, RunEntry, StepEntry
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.entry_view import EntryView, StillView
from tui_threads.ui.render.flow import plain_lines
from tui_threads.ui.render.line import Hit, Line, Target
from tui_threads.ui.render.message import MessageView, heading
from tui_threads.ui.render.palette import Role
from tui_threads.wire.messages import TextContentBlock


def view_of(entry: Entry, canvas: Canvas, shown: Shown) -> EntryView:
    """The lines of an entry."""
    if isinstance(entry, MessageEntry):
        return MessageView(entry, canvas, shown)
    if isinstance(entry, LocalEntry):
        return _local(entry, canvas)
    if isinstance(entry, StepEntry):
        tools = f"{canvas.palette.glyphs.folded} tools"
        return StillView(plain_lines(tools, canvas.width, canvas.palette, Role.DIM))
    if isinstance(entry, RunEntry):
        return StillView(plain_lines(f"{entry.run.status}", canvas.width, canvas.palette, Role.WARNING))
    return _failure(entry, canvas)


def guessed_height(entry: Entry, width: int) -> int:
    """Lines an entry probably has; only for the length of the scrollbar."""
    if isinstance(entry, MessageEntry):
        lines = 1
        for block in entry.message.content:
            if isinstance(block, TextContentBlock):
                text = block.text.value
                lines += 1 + len(text) // width + text.count("\n")
            else:
                lines += 1
        return lines
    if isinstance(entry, LocalEntry):
        return 2 + len(entry.text) // width + entry.text.count("\n")
    return 1


def _local(entry: LocalEntry, canvas: Canvas) -> EntryView:
    words = {"waiting": "waiting", "sending": "sending", "failed": "not sent"}[entry.state]
    if entry.reason:
        words = f"{words}: {entry.reason}"
    lines = [heading(canvas, "You", "", words)]
    lines.extend(plain_lines(entry.text, canvas.width, canvas.palette))
    return StillView(lines, Role.BAR)


def _failure(entry: FailureEntry, canvas: Canvas) -> EntryView:
    palette = canvas.palette
    lines = plain_lines(f"{palette.glyphs.failed} {entry.sentence}", canvas.width, palette, Role.ERROR)
    retry = "r retry"
    code = Segment(f"{entry.code}  " if entry.code else "", palette.style(Role.DIM))
    body = (code, Segment(retry, palette.style(Role.ACCENT)))
    start = len(code.text)
    lines.append(Line(body=body, hits=(Hit(start, start + len(retry), Target("retry", entry.key)),)))
    return StillView(lines)
