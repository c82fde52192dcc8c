"""Kitty's graphics through tmux: what is for the terminal behind it is wrapped, where tmux lets it pass.

Form of the wrapping and the option `allow-passthrough`: tmux(1) and its FAQ.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tui_threads.ui.render.graphics import Graphics

_SECONDS = 1.0


class Way(NamedTuple):
    """How images get to the terminal."""

    graphics: Graphics
    wrapped: bool = False
    """Whether what is written to the terminal has to be handed through tmux."""
    why: str = ""
    """One sentence where it is not what was wished for."""


def way_to_kitty(environ: Mapping[str, str], passes: Callable[[], bool]) -> Way:
    """The way of images that are to be Kitty's, whatever lies between.

    Args:
        environ: The environment.
        passes: Asks tmux whether it lets sequences pass.
    """
    if environ.get("TMUX"):
        if passes():
            return Way("kitty", wrapped=True)
        return Way(
            "blocks", why="Kitty's images need “set -g allow-passthrough on” in tmux; half blocks serve."
        )
    if environ.get("STY") or environ.get("TERM", "").startswith(("screen", "tmux")):
        return Way(
            "blocks", why="Kitty's images do not get through screen, nor tmux from here; half blocks serve."
        )
    return Way("kitty")


def tmux_passes() -> bool:
    """Whether the tmux around us lets sequences for the terminal pass."""
    try:
        told = subprocess.run(
            ["tmux", "show-options", "-Apv", "allow-passthrough"],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.stdout.strip() in ("on", "all")


def wrapped(sequence: str) -> str:
    """A sequence as tmux takes it to hand it on: its escapes are doubled."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
