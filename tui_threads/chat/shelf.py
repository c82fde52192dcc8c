"""Files that messages speak of: their names, images to be shown, and copies on this disk."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from tui_threads import __version__

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_MOST_IMAGE_BYTES = 20 * 1024 * 1024
_WEB_SECONDS = 20.0


class NoFileError(Exception):
    """A file cannot be had or kept; the message is one sentence."""


async def image_bytes(client: ThreadsClient, source: str) -> bytes:
    """The bytes of an image: of a file id through the API, of an address from the web.

    Raises:
        NoFileError: it is too large, or the web does not give it.
        ApiError: the server does not give the file.
    """
    if source.startswith(("http://", "https://")):
        return await asyncio.to_thread(_from_web, source)
    pieces, size = [], 0
    async with client.files.content(source) as download:
        async for piece in download:
            size += len(piece)
            if size > _MOST_IMAGE_BYTES:
                raise NoFileError("The image is larger than 20 MB.")
            pieces.append(piece)
    return b"".join(pieces)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only on the host that the user agreed to."""

    def redirect_request(  # noqa: PLR0917  # the standard library's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname:
            raise urllib.error.URLError(f"it was moved to another host, {urlsplit(newurl).hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _from_web(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": f"threads-tui/{__version__}"})
    try:
        with urllib.request.build_opener(_SameHost).open(request, timeout=_WEB_SECONDS) as answer:
            content = answer.read(_MOST_IMAGE_BYTES + 1)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise NoFileError(f"The image cannot be fetched: {error}.") from error
    assert isinstance(content, bytes)
    if len(content) > _MOST_IMAGE_BYTES:
        raise NoFileError("The image is larger than 20 MB.")
    return content


async def save_file(client: ThreadsClient, file_id: str, folder: Path, name: str) -> Path:
    """Keep a file in a folder, under its own name or, where that is taken, one beside it.

    Raises:
        NoFileError: the folder cannot be written.
        ApiError: the server does not give the file.
    """
    try:
        name = name or (await client.files.retrieve(file_id)).filename or file_id
        target = await asyncio.to_thread(free_name, folder, name)
        await client.files.content(file_id).save(target)
    except OSError as error:
        raise NoFileError(f"Cannot write into {folder}: {error.strerror}.") from error
    return target


def save_text(folder: Path, name: str, text: str) -> Path:
    """Keep a text in a folder. Raises `NoFileError`."""
    try:
        target = free_name(folder, name)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise NoFileError(f"Cannot write into {folder}: {error.strerror}.") from error
    return target


def free_name(folder: Path, name: str) -> Path:
    """A path in the folder that is not taken; a name from anybody never leaves the folder.

    Raises:
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    plain = plain.strip(". ")[:120] or "file"
    path, number = folder / plain, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(plain).stem}-{number}{Path(plain).suffix}"
    return path


def downloads_folder() -> Path:
    """Where a person looks for what was saved."""
    folder = Path.home() / "Downloads"
    return folder if folder.is_dir() else Path.cwd()
