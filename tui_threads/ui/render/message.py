"""A message as lines: author and time, text, images, refusals, attachments, footnotes, status."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment

from tui_threads.chat.entries import MessageEntry
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.clean import clean, clean_line
from tui_threads.ui.render.flow import TextFlow, plain_lines
from tui_threads.ui.render.line import Hit, Line, Target
from tui_threads.ui.render.palette import Face, Role
from tui_threads.wire.messages import (
    ContentBlock,
    ImageFileContentBlock,
    ImageURLContentBlock,
    RefusalContentBlock,
    TextContentBlock,
)

INCOMPLETE = {
    "content_filter": "stopped by the content filter",
    "max_tokens": "cut: the run's tokens were used up",
    "run_cancelled": "stopped",
    "run_expired": "cut: the run expired",
    "run_failed": "cut: the run failed",
}


def heading(canvas: Canvas, author: str, clock: str, note: str = "") -> Line:
    """The first line of a message: who, what to know about it, and when at the right."""
    palette = canvas.palette
    body = [Segment(clean_line(author), palette.style(Role.AUTHOR, Face.STRONG))]
    if note:
        body.append(Segment(f" {palette.glyphs.dot} {note}", palette.style(Role.DIM)))
    tail = (Segment(clock, palette.style(Role.DIM)),) if clock else ()
    return Line(body=tuple(body), tail=tail, source=f"{clean_line(author)}:")


class MessageView:
    """Lines of a message, which may be growing."""

    def __init__(self, entry: MessageEntry, canvas: Canvas, shown: Shown) -> None:
        self.bar = Role.BAR if entry.message.role == "user" else None
        self.changed = 0
        self._canvas = canvas
        self._flows: dict[int, TextFlow] = {}
        self._starts: dict[int, int] = {}
        self._grown: int | None = None
        self._parts = len(entry.message.content)
        message = entry.message
        author = canvas.author(message.role, message.assistant_id)
        self.lines = [heading(canvas, author, canvas.clock(message.created_at))]
        self._foot: list[Line] = []
        for number, block in enumerate(message.content):
            self._starts[number] = len(self.lines)
            self.lines.extend(self._part(number, block, shown, live=entry.live))
        self._foot = self._status(entry)
        self.lines.extend(self._foot)

    def refresh(self) -> None:
        """Redraw the part that grew, from its first line that is not final."""
        if self._grown is None:
            self.changed = len(self.lines)
            return
        part, self._grown = self._grown, None
        lines, first = self._flows[part].lines()
        start = self._starts[part]
        first += start
        before = self.lines[first:]
        del self.lines[first:]
        self.lines.extend(lines[first - start :])
        self.lines.extend(self._foot)
        same = 0
        for old, new in zip(before, self.lines[first:], strict=False):
            if old != new:
                break
            same += 1
        self.changed = first + same

    def extend(self, part: int, text: str) -> bool:
        """Add streamed text to the last part."""
        if part == self._parts and part not in self._flows:
            return False
        if part != self._parts - 1 or part not in self._flows:
            return False
        self._flows[part].extend(clean(text))
        self._grown = part
        return True

    def _part(self, number: int, block: ContentBlock, shown: Shown, *, live: bool) -> list[Line]:
        canvas = self._canvas
        if isinstance(block, TextContentBlock):
            codes = sum(flow.codes for flow in self._flows.values())
            flow = TextFlow(clean(block.text.value), canvas.width, canvas.palette, raw=shown.raw, codes=codes)
            if not live:
                flow.settle()
            self._flows[number] = flow
            return list(flow.lines()[0])
        if isinstance(block, RefusalContentBlock):
            return plain_lines(f"declined: {block.refusal}", canvas.width, canvas.palette, Role.WARNING)
        if isinstance(block, ImageFileContentBlock):
            return [self._chip("image", block.image_file.file_id, canvas.file_name(block.image_file.file_id))]
        if isinstance(block, ImageURLContentBlock):
            return [self._chip("image", block.image_url.url, block.image_url.url)]
        return plain_lines(f"[{block.type or 'unknown'}]", canvas.width, canvas.palette, Role.DIM)

    def _chip(self, kind: str, value: str, words: str) -> Line:
        name = clean_line(words)
        room = max(4, self._canvas.width - 10)
        if cell_len(name) > room:
            name = name[: room - 1] + self._canvas.palette.glyphs.ellipsis
        text = f"[{kind} {name}]"
        style = self._canvas.palette.style(Role.ACCENT)
        return Line(body=(Segment(text, style),), hits=(Hit(0, len(text), Target(kind, value)),))

    def _status(self, entry: MessageEntry) -> list[Line]:
        message = entry.message
        if message.status != "incomplete":
            return []
        reason = message.incomplete_details.reason if message.incomplete_details else ""
        words = INCOMPLETE.get(reason, f"incomplete: {clean_line(reason) or 'no reason given'}")
        mark = self._canvas.palette.glyphs.warning
        return plain_lines(f"{mark} {words}", self._canvas.width, self._canvas.palette, Role.WARNING)
