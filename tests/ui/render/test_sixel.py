"""Sixel sequences, read back by a terminal of the fewest lines."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tests.ui.sample_thread import tiny_png
from tui_threads.ui.render.sixel import laid_at, sixel

Pixels = dict[tuple[int, int], tuple[int, int, int]]

_TOKENS = re.compile(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)")


def read_back(sequence: str) -> tuple[int, int, Pixels]:
    """Width, height and pixels of a sequence; every character of it must be understood."""
    found = re.fullmatch(r'\x1bP0;1;0q"1;1;(\d+);(\d+)([!-~]*)\x1b\\', sequence)
    assert found is not None
    body, at = found.group(3), 0
    palette: dict[str, tuple[int, int, int]] = {}
    pixels: Pixels = {}
    colour, x, y = "", 0, 0
    while at < len(body):
        token = _TOKENS.match(body, at)
        assert token is not None, body[at : at + 20]
        at = token.end()
        number, red, green, blue, times, repeated, single, back, down = token.groups()
        if number is not None:
            colour = number
            if red is not None:
                palette[number] = (int(red), int(green), int(blue))
        elif back:
            x = 0
        elif down:
            x, y = 0, y + 6
        else:
            for _ in range(int(times or 1)):
                bits = ord(repeated or single) - 63
                pixels.update({(x, y + bit): palette[colour] for bit in range(6) if bits >> bit & 1})
                x += 1
    return int(found.group(1)), int(found.group(2)), pixels


def png_of(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_every_pixel_is_drawn_in_its_colour() -> None:
    image = Image.new("RGB", (20, 12), (255, 0, 0))
    image.paste((0, 0, 255), (5, 2, 17, 11))
    width, height, pixels = read_back(sixel(png_of(image), 20, 12))
    assert (width, height) == (20, 12)
    expected = {
        (x, y): (0, 0, 100) if 5 <= x < 17 and 2 <= y < 11 else (100, 0, 0)
        for x in range(20)
        for y in range(12)
    }
    assert pixels == expected


def test_an_image_of_many_colours_keeps_them_nearly() -> None:
    _, _, pixels = read_back(sixel(tiny_png(60, 30), 60, 30))
    assert len(pixels) == 1800
    for (x, y), colour in pixels.items():
        wanted = (x * 4 % 256, y * 8 % 256, 120)
        assert all(abs(have * 2.55 - want) < 24 for have, want in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("height", [6, 17, 40, 41])
def test_all_of_the_height_that_was_given_is_drawn_and_no_pixel_lies_below(height: int) -> None:
    _, drawn, pixels = read_back(sixel(tiny_png(), 30, height))
    assert drawn == height
    assert max(y for _, y in pixels) == height - 1


def test_what_is_see_through_shows_a_dark_ground() -> None:
    _, _, pixels = read_back(sixel(png_of(Image.new("RGBA", (4, 6), (255, 255, 255, 0))), 4, 6))
    assert set(pixels.values()) == {(9, 9, 9)}


def test_the_cursor_is_given_back() -> None:
    assert laid_at(3, 7, "DRAWING") == "\x1b7\x1b[8;4HDRAWING\x1b8"
