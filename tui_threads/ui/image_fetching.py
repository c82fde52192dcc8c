"""Where the bytes of an image come from: the disk's cache, its own data URL, the API or the web.

What is fetched once is kept. All that touches the disk is done in a thread.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tui_threads.chat.image_cache import ImageCache
from tui_threads.chat.link import Link

_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"))


class ImageFetcher:
    """Images of messages, by their source: a file id, an http(s) address or a data URL."""

    def __init__(self, link: Link, profile: str, folder: Path | None) -> None:
        """
        Args:
            link: How the server is reached.
            profile: Whose file ids they are; two servers may give the same one.
            folder: Where images are kept; None keeps none.
        """
        self._link = link
        self._profile = profile
        self._cache = ImageCache(folder) if folder is not None else None

    async def content(self, source: str) -> bytes:
        """The bytes of an image.

        Raises:
            NoFileError: it is too large, broken, or the web does not give it.
            ApiError: the server does not give the file.
        """
        from tui_threads.chat.shelf import NoFileError, image_bytes

        if is_data_url(source):
            from tui_threads.ui.render.images import data_url_bytes

            content = await asyncio.to_thread(data_url_bytes, source)
            if content is None:
                raise NoFileError("The message holds a broken data URL.")
            return content
        if self._cache is None:
            return await self._link.call(lambda client: image_bytes(client, source))
        key = self._key(source)
        kept = await asyncio.to_thread(self._cache.get, key)
        if kept is not None:
            return kept
        content = await self._link.call(lambda client: image_bytes(client, source))
        await asyncio.to_thread(self._cache.put, key, content)
        return content

    async def save(self, source: str, folder: Path, name: str) -> Path:
        """Keep an image in a folder where a person will look for it.

        Raises:
            NoFileError: it cannot be had, or the folder cannot be written.
            ApiError: the server does not give the file.
        """
        content = await self.content(source)
        return await asyncio.to_thread(_write, folder, name or image_name(source, content), content)

    async def viewable(self, source: str, folder: Path) -> Path:
        """A file of an image for another program, in the cache, or in `folder` where there is no cache.

        Raises:
            NoFileError: it cannot be had or written, or it is no image: a viewer is chosen by the ending,
                and nothing from a server may choose any program it likes.
            ApiError: the server does not give the file.
        """
        from tui_threads.chat.shelf import NoFileError

        content = await self.content(source)
        ending = image_ending(content)
        if ending is None:
            raise NoFileError("This is no PNG, JPEG, GIF or WebP image; s saves it.")
        if self._cache is not None:
            path = await asyncio.to_thread(self._cache.keep_as_file, self._key(source), content, ending)
            if path is not None:
                return path
        return await asyncio.to_thread(_write, folder, image_name(source, content), content)

    def _key(self, source: str) -> str:
        return source if is_web(source) or is_data_url(source) else f"{self._profile} {source}"


def is_web(source: str) -> bool:
    """Whether an image stands on the web."""
    return source[:8].lower().startswith(("http://", "https://"))


def is_data_url(source: str) -> bool:
    """Whether an image stands in its own address."""
    return source[:5].lower() == "data:"


def image_ending(content: bytes) -> str | None:
    """The ending of a file name for an image, by its first bytes; None for what is no image."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((ending for begin, ending in _BEGINNINGS if content.startswith(begin)), None)


def image_name(source: str, content: bytes) -> str:
    """A file name for an image that has none of its own; its ending is what the image is."""
    ending = image_ending(content) or ".bin"
    if is_data_url(source):
        return f"image{ending}"
    last = (
        source.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        if is_web(source)
        else source
    )
    return last if last.lower().endswith((ending, ".jpeg")) else f"{last or 'image'}{ending}"


def _write(folder: Path, name: str, content: bytes) -> Path:
    """Write into a folder under a name that is not taken. Raises `NoFileError`."""
    from tui_threads.chat.shelf import NoFileError, free_name

    try:
        target = free_name(folder, name)
        target.write_bytes(content)
    except OSError as error:
        raise NoFileError(f"Cannot write into {folder}: {error.strerror}.") from error
    return target
