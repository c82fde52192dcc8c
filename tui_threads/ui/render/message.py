"""A message as lines: author and time, text, images, refusals, attachments, footnotes, status."""

from __future__ import annotations

from tui_threads.chat.entries import MessageEntry
from tui_threads.chat.moments import said_at
from tui_threads.ui.render.annotations import Note, annotated
from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.chips import chip, footnote, offer
from tui_threads.ui.render.clean import clean, clean_line
from tui_threads.ui.render.flow import TextFlow, plain_lines
from tui_threads.ui.render.folding import folded
from tui_threads.ui.render.heading import heading
from tui_threads.ui.render.line import Line, Target
from tui_threads.ui.render.palette import Role
from tui_threads.ui.render.pictures import picture_lines
from tui_threads.wire.messages import (
    ContentBlock,
    ImageFileContentBlock,
    ImageURLContentBlock,
    Message,
    RefusalContentBlock,
    TextContentBlock,
)

_INCOMPLETE = {
    "content_filter": "stopped by the content filter",
    "max_tokens": "cut: the tokens it was allowed were used up",
    "run_cancelled": "stopped",
    "run_expired": "cut: the run took too long",
    "run_failed": "cut: the run failed",
}


class MessageView:
    """Lines of a message, which may be growing at the end of its last text."""

    def __init__(self, entry: MessageEntry, canvas: Canvas, shown: Shown) -> None:
        message = entry.message
        self.bar = Role.BAR if message.role == "user" else None
        self.changed = 0
        self.notes: dict[str, Note] = {}
        """Footnotes by their number."""
        self.images: list[str] = []
        """Sources of the images in it."""
        self._entry = entry
        self._canvas = canvas
        self._shown = shown
        self._codes = 0
        self._flow: TextFlow | None = None
        self._start = 0
        self._grown = False
        author = canvas.author(message.role, message.assistant_id)
        self.lines: list[Line] = [heading(canvas, author, clock=canvas.clock(said_at(message)))]
        for block in message.content:
            self._flow = None
            self.lines.extend(self._part(block))
        self._foot = self._attachments(message) + self._status(message)
        self.lines.extend(self._foot)

    def refresh(self) -> None:
        """Redraw the part that grew, from its first line that is not final."""
        self.changed = len(self.lines)
        if self._flow is None or not self._grown:
            return
        self._grown = False
        lines, first = self._flow.lines()
        first += self._start
        before = self.lines[first:]
        del self.lines[first:]
        self.lines.extend(lines[first - self._start :])
        self.lines.extend(self._foot)
        same = 0
        for old, new in zip(before, self.lines[first:], strict=False):
            if old != new:
                break
            same += 1
        self.changed = first + same

    def extend(self, part: int, text: str) -> bool:
        """Add streamed text to the last part, if that is a text without footnotes."""
        if self._flow is None or part != len(self._entry.message.content) - 1 or self._foot:
            return False
        self._flow.extend(clean(text))
        self._grown = True
        return True

    def _part(self, block: ContentBlock) -> list[Line]:
        canvas = self._canvas
        match block:
            case TextContentBlock():
                return self._text(block)
            case RefusalContentBlock():
                mark = canvas.palette.glyphs.warning
                words = f"{mark} declined: {block.refusal}"
                return plain_lines(words, canvas.width, canvas.palette, Role.WARNING)
            case ImageFileContentBlock():
                return self._image(block.image_file.file_id)
            case ImageURLContentBlock():
                return self._image(block.image_url.url)
        kind = clean_line(block.type) or "unknown"
        return plain_lines(f"[{kind}: not known to this version]", canvas.width, canvas.palette, Role.DIM)

    def _text(self, block: TextContentBlock) -> list[Line]:
        """Markdown with its footnotes below; long ones folded."""
        canvas, shown = self._canvas, self._shown
        text, more = clean(block.text.value), ""
        notes: list[Note] = []
        if not shown.raw:
            text, notes = annotated(text, block.text.annotations, 1 + len(self.notes))
        if not (shown.unfolded or shown.raw or self._entry.live):
            text, more = folded(text, self._entry.message.role)
        own = self._entry.message.role == "user"
        flow = TextFlow(text, canvas.width, canvas.palette, raw=shown.raw, codes=self._codes, breaks=own)
        if not self._entry.live:
            flow.settle()
        self._start = len(self.lines)
        lines = list(flow.lines()[0])
        self._codes = flow.codes
        self._flow = None if notes or more else flow
        if more:
            target = Target("fold", self._entry.key)
            lines.extend(offer(f"{canvas.palette.glyphs.folded} {more}", "Enter", target, canvas))
        if notes:
            lines.append(Line())
            lines.extend(footnote(note, canvas) for note in notes)
            self.notes.update({str(note.number): note for note in notes})
        return lines

    def _image(self, source: str) -> list[Line]:
        self.images.append(source)
        return picture_lines(source, self._canvas)

    def _attachments(self, message: Message) -> list[Line]:
        """Attached files, each on its line."""
        ids = [attachment.file_id for attachment in message.attachments or ()] or list(message.file_ids or ())
        return [chip(self._canvas.file_name(one), Target("file", one), self._canvas) for one in ids]

    def _status(self, message: Message) -> list[Line]:
        """Why a message is incomplete, and that it can be gone on with."""
        if message.status != "incomplete":
            return []
        reason = message.incomplete_details.reason if message.incomplete_details else ""
        words = _INCOMPLETE.get(reason, f"incomplete: {clean_line(reason) or 'no reason given'}")
        mark = self._canvas.palette.glyphs.warning
        target = Target("continue", self._entry.key)
        return offer(f"{mark} {words}", "Enter goes on", target, self._canvas, Role.WARNING)
