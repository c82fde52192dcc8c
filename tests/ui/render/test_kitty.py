"""Images that the terminal draws itself."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from tests.ui.sample_thread import put_kitty, tiny_png
from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.images import Picture, decode
from tui_threads.ui.render.kitty import (
    MOST_CELLS,
    is_too_old,
    placeholder_lines,
    removal,
    speaks_kitty,
    transmission,
)
from tui_threads.ui.render.line import lead_width
from tui_threads.ui.render.pictures import picture_lines


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-ghostty"}, True),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux,1,0"}, False),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "xterm-256color"}, False),
        ({}, False),
    ],
)
def test_only_terminals_known_to_draw_placeholders_get_them(environ: dict[str, str], expected: bool) -> None:
    assert speaks_kitty(environ) is expected


@pytest.mark.parametrize(
    ("says", "old"),
    [
        ("kitty 0.26.5 created by Kovid Goyal", True),
        ("kitty 0.27.1 created by Kovid Goyal", True),
        ("kitty 0.28.0 created by Kovid Goyal", False),
        ("kitty 1.0.0", False),
        ("", False),
    ],
)
def test_a_kitty_is_asked_whether_it_is_from_before_placeholders(
    tmp_path: Path, says: str, old: bool
) -> None:
    put_kitty(tmp_path, says)
    environ = {"KITTY_WINDOW_ID": "1", "PATH": str(tmp_path)}
    assert is_too_old(environ) is old
    assert not is_too_old({**environ, "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"})
    assert not is_too_old({"PATH": str(tmp_path)})
    assert not is_too_old({**environ, "PATH": ""})


def test_an_image_is_sent_whole_and_placed_once() -> None:
    png = bytes(range(256)) * 40
    *pieces, placement = transmission(7, png, 10, 4)
    bodies = [re.fullmatch(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", piece) for piece in pieces]
    assert all(bodies)
    heads = [found.group(1) for found in bodies if found]
    assert "i=7" in heads[0]
    assert [head.rpartition("m=")[2] for head in heads] == ["1"] * (len(heads) - 1) + ["0"]
    assert base64.b64decode("".join(found.group(2) for found in bodies if found)) == png
    assert placement == "\x1b_Ga=p,U=1,i=7,c=10,r=4,q=2\x1b\\"
    assert "i=7" in removal(7)


def test_placeholders_are_as_wide_as_the_image_and_tell_rows_and_columns_apart() -> None:
    lines = placeholder_lines("file-1", 0x123456, 30, 20)
    assert {lead_width(line.lead) for line in lines} == {30}
    cells = [cell for line in lines for cell in re.findall("\U0010eeee..", line.lead[0].text)]
    assert len(cells) == len(set(cells)) == 600
    style = lines[0].lead[0].style
    assert style is not None
    assert style.color is not None
    assert style.color.triplet is not None
    assert style.color.triplet.hex == "#123456"


def test_pictures_never_have_more_cells_than_can_be_told() -> None:
    picture = decode(tiny_png(4_000, 10))
    assert isinstance(picture, Picture)
    assert picture.across <= MOST_CELLS


def test_an_image_the_terminal_has_is_left_to_it_where_it_fits() -> None:
    picture = decode(tiny_png())
    drawn = picture_lines("f", Canvas(80, images={"f": picture}, sent={"f": 5}))
    assert "\U0010eeee" in drawn[0].lead[0].text
    narrow = picture_lines("f", Canvas(30, images={"f": picture}, sent={"f": 5}))
    assert "▀" in narrow[0].lead[0].text
