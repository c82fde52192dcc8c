"""Images as lines: drawn in half blocks where they are there, and always as a line of text."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.chips import chip
from tui_threads.ui.render.images import NoPicture, Picture, host_of
from tui_threads.ui.render.kitty import placeholder_lines
from tui_threads.ui.render.line import Line, PictureRow, Target
from tui_threads.ui.render.sizes import size_words


def picture_lines(source: str, canvas: Canvas) -> list[Line]:
    """An image and the line of text about it, or that line alone.

    Args:
        source: A file id, a web address or a data URL.
        canvas: What is drawn on, with the images that are there.
    """
    state = canvas.images.get(source)
    host = host_of(source)
    name = source.rpartition("/")[2] or source if host is not None else canvas.file_name(source)
    if source[:5].lower() == "data:":
        name = source[5:].partition(";")[0].partition(",")[0].rpartition("/")[2]
    words = f"image {name}".rstrip()
    if isinstance(state, Picture):
        after = f"{state.width}x{state.height}  {size_words(state.size)}"
        label = chip(words, Target("image", source), canvas, after=after)
        if not canvas.draws_images:
            return [label]
        number = canvas.sent.get(source)
        if number is not None and state.across <= canvas.width:
            return [*placeholder_lines(source, number, state.across, state.down // 2), label]
        return [*half_blocks(state, source, canvas.width), label]
    if isinstance(state, NoPicture):
        return [chip(words, Target("image", source), canvas, after=state.reason)]
    if host is not None and host not in canvas.hosts:
        return [chip(words, Target("consent", source), canvas, after=f"on {host}, not fetched; o asks")]
    return [chip(words, Target("image", source), canvas, after="fetching")]


def half_blocks(picture: Picture, source: str, width: int) -> list[Line]:
    """Two pixels a cell: the upper as the colour of a half block, the lower as its ground."""
    across = min(picture.across, width)
    down = max(1, picture.down // 2 * across // picture.across)
    row = 3 * picture.across
    out = []
    for line in range(down):
        top = 2 * (line * (picture.down // 2) // down)
        segments = []
        for x in range(across):
            at = top * row + 3 * (x * picture.across // across)
            upper, lower = picture.pixels[at : at + 3], picture.pixels[at + row : at + row + 3]
            style = Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
            segments.append(Segment("▀", style))
        place = PictureRow(source, line, across, down)
        out.append(Line(lead=tuple(Segment.simplify(segments)), source="", picture=place))
    return out
