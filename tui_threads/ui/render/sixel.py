"""Images as Sixel, the pixel format of DEC's terminals.

Bands of six rows; in a band each colour is drawn over the whole width, a character for six pixels of a
column. Source: DEC's "VT330/VT340 Programmer Reference Manual", chapter 14.
"""

from __future__ import annotations

import io
import re

_COLOURS = 128
"""Registers used; terminals have 256 as a rule, and fewer colours make less to send."""
_BAND = 6
_GROUND = (24, 24, 24, 255)
_RUNS = re.compile(rb"(.)\1{3,}", re.DOTALL)
_TO_CHARACTERS = bytes((63 + value) % 256 for value in range(256))


def sixel(png: bytes, width: int, height: int) -> str:
    """An image as one Sixel sequence of a size in pixels. Takes time: not for the thread that draws.

    Rows of the last band that are not the image's are left as they are. The cursor may go below the image, so
    that there must be a row for it.

    Raises:
        OSError: the bytes are no PNG.
    """
    from PIL import Image

    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        whole = opened.convert("RGBA").resize((width, height))
    ground = Image.new("RGBA", whole.size, _GROUND)
    few = Image.alpha_composite(ground, whole).convert("RGB").quantize(_COLOURS)
    palette = few.getpalette() or []
    registers = "".join(
        f"#{number};2;" + ";".join(str(round(part * 100 / 255)) for part in palette[at : at + 3])
        for number, at in enumerate(range(0, len(palette), 3))
    )
    pixels = few.tobytes()
    size = width * _BAND
    bands = "-".join(_band(pixels[at : at + size], width) for at in range(0, width * height, size))
    return f'\x1bP0;1;0q"1;1;{width};{height}{registers}{bands}\x1b\\'


def _band(pixels: bytes, width: int) -> str:
    """Six rows: each colour that is in them, and back to the left between two."""
    return "$".join(f"#{colour}{_drawn(pixels, width, colour)}" for colour in sorted(set(pixels)))


def _drawn(pixels: bytes, width: int, colour: int) -> str:
    """Where in a band a colour is; blanks at the right are left out.

    The rows are joined as whole numbers of a byte a pixel, which is many times faster than pixel by pixel.
    """
    here = pixels.translate(bytes(value == colour for value in range(256)))
    columns = 0
    for row in range(_BAND):
        columns |= int.from_bytes(here[row * width : (row + 1) * width], "big") << row
    marks = columns.to_bytes(width, "big").rstrip(b"\0").translate(_TO_CHARACTERS)
    return _RUNS.sub(_run, marks).decode("ascii")


def _run(found: re.Match[bytes]) -> bytes:
    return b"!%d%s" % (len(found.group()), found.group(1))


def laid_at(column: int, row: int, drawing: str) -> str:
    """A Sixel sequence with its upper left corner at a cell, counted from 0; the cursor stays where it is."""
    return f"\x1b7\x1b[{row + 1};{column + 1}H{drawing}\x1b8"
