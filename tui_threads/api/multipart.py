"""A file as a form, read piece by piece, so that an upload needs little memory and can tell its progress."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from tui_threads.api.calls import Upload
from tui_threads.api.errors import InvalidRequestError

__all__ = ["FileSource", "Progress", "form"]

_PIECE = 64 * 1024

FileSource = str | os.PathLike[str] | tuple[str, bytes]
"""A file by its path, or a name with the bytes themselves."""

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""


def form(fields: Sequence[tuple[str, str]], file: FileSource, on_progress: Progress | None) -> Upload:
    """A `multipart/form-data` body: the fields, then the file.

    Raises:
        InvalidRequestError: the file does not exist or cannot be read.
    """
    name, size, pieces = _open(file)
    boundary = f"threads-tui-{secrets.token_hex(16)}"
    head = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(key)}"\r\n\r\n{value}\r\n'
                   for key, value in fields)  # fmt: skip
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{_quoted(name)}"\r\n'
        f"Content-Type: {_content_type(name)}\r\n\r\n"
    )
    before, after = head.encode(), f"\r\n--{boundary}--\r\n".encode()

    async def chunks() -> AsyncIterator[bytes]:
        yield before
        done = 0
        async for piece in pieces():
            yield piece
            done += len(piece)
            if on_progress is not None:
                on_progress(done, size)
        yield after

    return Upload(f"multipart/form-data; boundary={boundary}", len(before) + size + len(after), chunks)


def _open(file: FileSource) -> tuple[str, int, Callable[[], AsyncIterator[bytes]]]:
    if isinstance(file, tuple):
        name, content = file
        return name, len(content), lambda: _pieces_of_bytes(content)
    where = Path(file)
    try:
        size = where.stat().st_size
        with where.open("rb"):
            pass
    except OSError as error:
        raise InvalidRequestError(
            f"The file {where} cannot be read: {error.strerror}.", param="file"
        ) from error
    return where.name, size, lambda: _pieces_of_file(where, size)


async def _pieces_of_bytes(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


async def _pieces_of_file(where: Path, size: int) -> AsyncIterator[bytes]:
    """The first `size` bytes of a file, for that many were announced."""
    with await asyncio.to_thread(where.open, "rb") as opened:
        while size > 0 and (piece := await asyncio.to_thread(opened.read, min(_PIECE, size))):
            size -= len(piece)
            yield piece
    if size > 0:
        raise InvalidRequestError(f"The file {where} became shorter while it was sent.", param="file")


def _content_type(name: str) -> str:
    import mimetypes

    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _quoted(name: str) -> str:
    """A name inside quotes, as browsers write it: line breaks and quotes percent-encoded."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
