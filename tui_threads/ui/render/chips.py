"""Small one-line things that can be acted on: attachments, footnotes, folds, offers."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from tui_threads.ui.render.annotations import Note
from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.clean import clean_line
from tui_threads.ui.render.line import Hit, Line, Piece, Target
from tui_threads.ui.render.palette import Role
from tui_threads.ui.render.wrap import wrap


def shortened(text: str, width: int, ellipsis: str) -> str:
    """A text of one line cut to a width."""
    text = clean_line(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - cell_len(ellipsis))).rstrip() + ellipsis


def chip(words: str, target: Target, canvas: Canvas, *, after: str = "") -> Line:
    """A thing in brackets that can be opened, with dimmed words after it."""
    palette = canvas.palette
    ellipsis = palette.glyphs.ellipsis
    room = max(canvas.width // 2, canvas.width - cell_len(after) - 4)
    text = f"[{shortened(words, max(4, room - 2), ellipsis)}]"
    body = [Segment(text, palette.style(Role.ACCENT))]
    left = canvas.width - cell_len(text) - 2
    if after and left > 4:
        body.append(Segment(f"  {shortened(after, left, ellipsis)}", palette.style(Role.DIM)))
    return Line(body=tuple(body), hits=(Hit(0, len(text), target),))


def offer(words: str, key: str, target: Target, canvas: Canvas, role: Role = Role.DIM) -> list[Line]:
    """Words and what can be done about them, such as "12 more lines · Enter"."""
    palette = canvas.palette
    pieces = [Piece(words, palette.style(role))]
    if key:
        pieces.append(Piece(f" {palette.glyphs.dot} ", palette.style(Role.DIM)))
        pieces.append(Piece(key, palette.style(Role.ACCENT), target))
    return wrap(pieces, canvas.width)


def footnote(note: Note, canvas: Canvas) -> Line:
    """A footnote on one line: number, file, and the words that are cited or the path."""
    palette = canvas.palette
    mark = f"[{note.number}] "
    name = clean_line(canvas.file_name(note.file_id)) or "file"
    if note.quote:
        says = f' {palette.glyphs.dot} "{clean_line(note.quote).strip()}"'
    elif note.kind == "file":
        path = clean_line(note.text.rpartition("/")[2])
        says = f" {palette.glyphs.dot} {path}" if path and path != name else ""
    else:
        says = ""
    rest = shortened(f"{name}{says}", canvas.width - len(mark), palette.glyphs.ellipsis)
    body = (Segment(mark, palette.style(Role.ACCENT)), Segment(rest, palette.style(Role.DIM)))
    return Line(body=body, hits=(Hit(0, len(mark) + len(rest), Target("citation", str(note.number))),))
