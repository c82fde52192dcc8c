"""How a terminal draws images: what it is known to speak, and how large its cells are.

It is taken from the environment alone. Asking the terminal (DA1) while the app runs is no way: Textual reads
the answer as keys. Names and versions: the terminals' own documentation.
"""

from __future__ import annotations

import array
import fcntl
import os
import termios
from collections.abc import Mapping
from typing import Literal, NamedTuple

from tui_threads.ui.render.kitty import speaks_kitty

Graphics = Literal["kitty", "sixel", "blocks", "text"]
"""Kitty's placeholders, Sixel over half blocks, half blocks, or a line of text alone."""

_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = ("wezterm", "iterm.app", "mintty", "contour", "mlterm", "foot")
_KONSOLE_WITH_SIXEL = 220400


class CellSize(NamedTuple):
    """Pixels of one cell."""

    width: int
    height: int


def graphics_for(
    wished: Literal["auto", "kitty", "sixel", "blocks", "text"], environ: Mapping[str, str]
) -> Graphics:
    """What to draw images with: the wish, or the best that the terminal is known to do."""
    if wished != "auto":
        return wished
    if environ.get("TERM") in ("dumb", "linux"):
        return "blocks"
    if speaks_kitty(environ):
        return "kitty"
    return "sixel" if speaks_sixel(environ) else "blocks"


def speaks_sixel(environ: Mapping[str, str]) -> bool:
    """Whether a terminal is known to draw Sixel, and to let text written over an image take its place.

    A multiplexer in between counts as a terminal that does not. Over SSH only `TERM` is told, as a rule.
    """
    term = environ.get("TERM", "")
    if (
        environ.get("TMUX")
        or environ.get("STY")
        or environ.get("ZELLIJ")
        or term.startswith(("screen", "tmux"))
    ):
        return False
    konsole = environ.get("KONSOLE_VERSION", "")
    return (
        term.partition("-")[0] in _SIXEL_TERMS
        or term == "wezterm"
        or environ.get("TERM_PROGRAM", "").lower() in _SIXEL_PROGRAMS
        or "WEZTERM_PANE" in environ
        or (konsole.isdecimal() and int(konsole) >= _KONSOLE_WITH_SIXEL)
    )


def cell_size(streams: tuple[int, ...] = (1, 2, 0)) -> CellSize | None:
    """Pixels of a cell as the terminal tells the system (TIOCGWINSZ), or None where it does not."""
    for stream in streams:
        if os.isatty(stream):
            answer = array.array("H", [0, 0, 0, 0])
            try:
                fcntl.ioctl(stream, termios.TIOCGWINSZ, answer)
            except OSError:
                continue
            rows, columns, width, height = answer
            if rows and columns and width >= columns and height >= rows:
                return CellSize(width // columns, height // rows)
    return None
