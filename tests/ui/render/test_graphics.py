"""What terminals are known to draw, and how large their cells are."""

from __future__ import annotations

import array
import fcntl
import os
import termios

import pytest

from tui_threads.ui.render.graphics import CellSize, Graphics, cell_size, graphics_for


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "foot-extra", "SSH_CONNECTION": "1"}, "sixel"),
        ({"TERM": "mlterm-256color"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "sixel"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230804"}, "sixel"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, "blocks"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "new"}, "blocks"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "blocks"),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0", "WEZTERM_PANE": "0"}, "blocks"),
        ({"TERM": "foot", "TMUX": "/tmp/tmux,1,0"}, "blocks"),
        ({"TERM": "foot", "ZELLIJ": "0"}, "blocks"),
        ({"TERM": "screen", "STY": "1.pts"}, "blocks"),
        ({"TERM": "linux"}, "blocks"),
        ({}, "blocks"),
    ],
)
def test_images_are_drawn_as_the_terminal_is_known_to_do_it(
    environ: dict[str, str], expected: Graphics
) -> None:
    assert graphics_for("auto", environ) == expected


def test_the_setting_is_obeyed_whatever_the_terminal() -> None:
    wishes: tuple[Graphics, ...] = ("kitty", "sixel", "blocks", "text")
    assert [graphics_for(wished, {"TERM": "tmux", "TMUX": "1"}) for wished in wishes] == list(wishes)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((24, 80, 800, 480), CellSize(10, 20)), ((24, 80, 0, 0), None), ((0, 0, 800, 480), None)],
    ids=["told", "no pixels", "no cells"],
)
def test_the_size_of_a_cell_is_what_the_terminal_tells(
    size: tuple[int, int, int, int], expected: CellSize | None
) -> None:
    keyboard, terminal = os.openpty()
    try:
        rows, columns, width, height = size
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, array.array("H", [rows, columns, width, height]))
        assert cell_size((terminal,)) == expected
    finally:
        os.close(keyboard)
        os.close(terminal)


def test_what_is_no_terminal_has_no_cells() -> None:
    reading, writing = os.pipe()
    try:
        assert cell_size((reading, writing)) is None
    finally:
        os.close(reading)
        os.close(writing)
