"""Decompressing the body of an answer as it comes."""

from __future__ import annotations

import zlib

from tui_threads.api.errors import ApiConnectionError

__all__ = ["Unpacking"]

_EITHER = zlib.MAX_WBITS | 32
"""zlib's way to say: gzip or zlib, by what the first bytes tell."""


class Unpacking:
    """Feed it the bytes of a body in any pieces."""

    def __init__(self, encoding: str) -> None:
        """`encoding` is the header `Content-Encoding`: `gzip`, `deflate`, or nothing."""
        self._packed = encoding.strip().lower() in {"gzip", "x-gzip", "deflate"}
        self._unpack: zlib._Decompress | None = None

    def feed(self, data: bytes) -> bytes:
        """What these bytes bring.

        Raises:
            ApiConnectionError: they are not what the header says.
        """
        if not self._packed or not data:
            return data
        if self._unpack is None:
            # Some send deflate without zlib's two bytes ahead, whose first ends in 8.
            bare = data[0] & 0x0F != 8 and data[0] != 0x1F
            self._unpack = zlib.decompressobj(-zlib.MAX_WBITS if bare else _EITHER)
        try:
            return self._unpack.decompress(data)
        except zlib.error as error:
            raise ApiConnectionError(f"The answer cannot be unpacked: {error}.", sent=True) from error
