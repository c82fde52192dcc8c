"""Images that a file carries as base64 text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from tui_threads.chat.importing.found import FoundImage

_KINDS = (
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
)


def image_kind(content: bytes) -> str:
    """The usual ending of an image's name, by its first bytes; `png` where they say nothing."""
    return next((kind for start, kind in _KINDS if content.startswith(start)), "png")


def encoded_image(encoded: str, name: str) -> FoundImage:
    """An image in base64, with or without the head of a `data:` address."""
    body = encoded.partition(",")[2] if encoded.startswith("data:") else encoded
    return FoundImage(f"{name}.{image_kind(_beginning(body))}", _reader(body))


def _beginning(body: str) -> bytes:
    try:
        return base64.b64decode(body[:16])
    except (binascii.Error, ValueError):
        return b""


def _reader(body: str) -> Callable[[], bytes]:
    def read() -> bytes:
        return base64.b64decode(body, validate=True)

    return read
