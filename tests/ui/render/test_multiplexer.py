"""Kitty's images where a multiplexer lies between."""

from __future__ import annotations

import pytest

from tui_threads.ui.render.kitty import removal
from tui_threads.ui.render.multiplexer import way_to_kitty, wrapped


def test_in_tmux_that_lets_sequences_pass_they_are_wrapped() -> None:
    way = way_to_kitty({"TMUX": "/tmp/tmux-1,2,0", "TERM": "tmux-256color"}, lambda: True)
    assert (way.graphics, way.wrapped, way.why) == ("kitty", True, "")
    assert wrapped(removal(7)) == "\x1bPtmux;\x1b\x1b_Ga=d,d=I,i=7,q=2\x1b\x1b\\\x1b\\"


def test_in_tmux_that_lets_none_pass_half_blocks_are_drawn_and_it_is_said_what_to_set() -> None:
    way = way_to_kitty({"TMUX": "/tmp/tmux-1,2,0"}, lambda: False)
    assert (way.graphics, way.wrapped) == ("blocks", False)
    assert "allow-passthrough on" in way.why


@pytest.mark.parametrize(
    "environ", [{"STY": "1.pts"}, {"TERM": "screen-256color"}, {"TERM": "tmux-256color"}]
)
def test_behind_a_multiplexer_that_cannot_be_asked_half_blocks_are_drawn(environ: dict[str, str]) -> None:
    way = way_to_kitty(environ, lambda: True)
    assert (way.graphics, way.wrapped) == ("blocks", False)
    assert way.why


def test_without_a_multiplexer_kitty_is_spoken_as_wished() -> None:
    assert way_to_kitty({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"}, lambda: False) == (
        "kitty",
        False,
        "",
    )
