"""Images from anybody as values that can be drawn.

`decode` refuses what is too large and knows four formats only; whatever is wrong with an image ends as a
sentence.
"""

from __future__ import annotations

import base64
import binascii
import io
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from tui_threads.ui.render.sizes import size_words

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    MemoryError,
    struct.error,
)
"""All that a decoder has been seen to raise on damaged files."""
_FINE = 10
"""Pixels of the finer copy for each pixel of the small one, each way."""
_WIDE, _HIGH = 72, 20
"""Most cells an image takes."""


@dataclass(frozen=True)
class Picture:
    """An image made small enough to be drawn."""

    width: int
    """Pixels across, of the original."""
    height: int
    size: int
    """Bytes of the file."""
    format: str
    pixels: bytes
    """RGB of the small copy, row by row."""
    across: int
    """Pixels across, of the small copy; one a cell."""
    down: int
    """Rows of the small copy, an even number; two a cell."""
    png: bytes = b""
    """A finer copy for terminals that draw images themselves."""


@dataclass(frozen=True)
class NoPicture:
    """Why an image is not drawn."""

    reason: str
    size: int | None = None


ImageState = Picture | NoPicture


def decode(content: bytes) -> ImageState:
    """An image's bytes as a picture, or why not. Takes time: not for the thread that draws."""
    if len(content) > MOST_BYTES:
        return NoPicture(f"too large: {size_words(len(content))}", len(content))
    try:
        from PIL import Image
    except ImportError:
        return NoPicture("no image library is installed", len(content))
    reason = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                if image.width * image.height <= MOST_PIXELS:
                    return _small(image, len(content))
                reason = f"too large: {image.width}x{image.height}"
    except (*_BROKEN, Image.DecompressionBombError):
        reason = "broken, or of a kind that is not known"
    return NoPicture(reason, len(content))


def _small(image: ImageFile, size: int) -> Picture:
    """The copy that is drawn; what is see-through shows a dark ground."""
    from PIL import Image

    kind, width, height = image.format or "image", image.width, image.height
    across, down = _fitted(width, height)
    image.draft("RGB", (across * _FINE, down * _FINE))
    whole = image.convert("RGBA")
    small = whole.resize((across, down))
    ground = Image.new("RGBA", small.size, (24, 24, 24, 255))
    pixels = Image.alpha_composite(ground, small).convert("RGB").tobytes()
    whole.thumbnail((across * _FINE, down * _FINE))
    fine = io.BytesIO()
    whole.save(fine, "PNG")
    return Picture(width, height, size, kind, pixels, across, down, fine.getvalue())


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Size of the small copy: cells are twice as high as wide, so two pixels stand in one."""
    scale = min(1.0, _WIDE / max(1, width), 2 * _HIGH / max(1, height))
    across = max(1, round(width * scale))
    down = max(2, round(height * scale))
    return across, down + down % 2


def data_url_bytes(url: str) -> bytes | None:
    """The content of a data URL, or None where it cannot be read or is too large."""
    head, comma, body = url.partition(",")
    if not comma or len(body) > 2 * MOST_BYTES:
        return None
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError):
        return None


def host_of(url: str) -> str | None:
    """The host of a remote image, or None where the source is a file or a data URL."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
