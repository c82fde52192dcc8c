"""Images in terminals that speak Kitty's graphics protocol, as characters that stand for them.

An image is sent to the terminal once and gets a virtual placement. Where it is to be seen, placeholder
characters are written: their colour is the image's number, two marks on each tell row and column. So an
image scrolls, is covered and is cut like text, which is what lines are. Protocol and table of marks: Kitty's
documentation, "Unicode placeholders".
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tui_threads.ui.render.line import Line, PictureRow

_PLACEHOLDER = "\U0010eeee"
_MARKS = tuple(
    chr(int(code, 16))
    for code in (
        "305 30D 30E 310 312 33D 33E 33F 346 34A 34B 34C 350 351 352 357 35B 363 364 365 366 367 368 369 36A "
        "36B 36C 36D 36E 36F 483 484 485 486 487 592 593 594 595 597 598 599 59C 59D 59E 59F 5A0 5A1 5A8 5A9 "
        "5AB 5AC 5AF 5C4 610 611 612 613 614 615 616 617 657 658 659 65A 65B 65D 65E 6D6 6D7 6D8 6D9 6DA 6DB"
    ).split()
)
"""Combining marks that count from 0."""
_CHUNK = 4096
_FIRST = (0, 28)
"""The version of Kitty from which on it draws placeholders; source: its changelog."""
_SECONDS = 2.0

MOST_CELLS = len(_MARKS)
"""Rows and columns an image can have at most."""


def speaks_kitty(environ: Mapping[str, str]) -> bool:
    """Whether a terminal is known to draw placeholders, as far as the environment tells.

    Asking the terminal would take keys away from the program. A multiplexer in between would have to pass the
    protocol on, which most do not. A Kitty may still be too old: `is_too_old`.
    """
    if environ.get("TMUX") or environ.get("STY") or environ.get("TERM", "").startswith(("screen", "tmux")):
        return False
    return environ.get("TERM") in ("xterm-kitty", "xterm-ghostty") or "KITTY_WINDOW_ID" in environ


def is_too_old(environ: Mapping[str, str]) -> bool:
    """Whether this is a Kitty from before 0.28, which brought placeholders: older ones draw them as boxes.

    The environment does not tell its version, so the program is asked, which may take a second. One that is
    not on this machine, as over SSH, is taken for a newer one.
    """
    if "KITTY_WINDOW_ID" not in environ or "SSH_CONNECTION" in environ:
        return False
    running = Path("/proc", environ.get("KITTY_PID") or "none", "exe")
    program = str(running) if running.exists() else shutil.which("kitty", path=environ.get("PATH"))
    if program is None:
        return False
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"kitty (\d+)\.(\d+)", told.stdout)
    return version is not None and tuple(map(int, version.groups())) < _FIRST


def transmission(number: int, png: bytes, columns: int, rows: int) -> Iterator[str]:
    """Sequences that give an image to the terminal under a number, to be drawn in so many cells."""
    body = base64.b64encode(png).decode("ascii")
    for at in range(0, len(body), _CHUNK):
        more = int(at + _CHUNK < len(body))
        head = f"a=t,f=100,i={number},q=2,m={more}" if not at else f"q=2,m={more}"
        yield f"\x1b_G{head};{body[at : at + _CHUNK]}\x1b\\"
    yield f"\x1b_Ga=p,U=1,i={number},c={columns},r={rows},q=2\x1b\\"


def removal(number: int) -> str:
    """The sequence that takes an image from the terminal."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


def placeholder_lines(source: str, number: int, columns: int, rows: int) -> list[Line]:
    """The lines that stand for an image that was sent under a number of at most 24 bits."""
    colour = Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255)
    style = Style(color=colour)
    return [
        Line(
            lead=(Segment("".join(_PLACEHOLDER + _MARKS[row] + _MARKS[x] for x in range(columns)), style),),
            source="",
            picture=PictureRow(source, row, columns, rows),
        )
        for row in range(rows)
    ]
