"""The first line of a message: who speaks, what to know about it, and when at the right."""

from __future__ import annotations

from rich.segment import Segment

from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.clean import clean_line
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Face, Role


def heading(canvas: Canvas, author: str, *, clock: str = "", note: str = "", role: Role = Role.DIM) -> Line:
    """A heading; `note` stands after the author in the given role."""
    palette = canvas.palette
    name = clean_line(author)
    body = [Segment(name, palette.style(Role.AUTHOR, Face.STRONG))]
    if note:
        body.append(Segment(f" {palette.glyphs.dot} {note}", palette.style(role)))
    tail = (Segment(clock, palette.style(Role.DIM)),) if clock else ()
    return Line(body=tuple(body), tail=tail, source=f"{name}:")
