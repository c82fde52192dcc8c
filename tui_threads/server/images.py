"""Images of messages, in the form of the Chat Completions API."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tui_threads.server.files import FileStore
from tui_threads.server.problems import ApiProblem
from tui_threads.server.providers.completion import JsonObject, JsonValue, ProviderError, ResolvedModel
from tui_threads.wire.content import (
    ContentBlock,
    ImageFileContentBlock,
    ImageURLContentBlock,
    RefusalContentBlock,
    TextContentBlock,
)

_MAX_BYTES = 20 * 1024 * 1024
_UNSEEN = "[an image that this model cannot see]"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class ImageRefused(ProviderError):
    """An image cannot be given to the model; the message is the one sentence for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "invalid_prompt")


@dataclass(frozen=True, slots=True)
class ImageReader:
    """Puts the content of messages into words and pictures for one model."""

    files: FileStore
    model: ResolvedModel

    async def content(self, blocks: Iterable[ContentBlock], *, is_new: bool) -> JsonValue:
        """The content of a user's message: text alone where there is no picture, else a list of parts.

        Args:
            is_new: whether nobody has answered the message yet. An old image that the model cannot see
                becomes a remark, so that a thread with pictures can go on with any model.

        Raises:
            ImageRefused: the model cannot see, or the image is gone or of no use.
        """
        parts: list[JsonObject] = []
        for block in blocks:
            if isinstance(block, TextContentBlock):
                parts.append(_text(block.text.value))
            elif isinstance(block, RefusalContentBlock):
                parts.append(_text(block.refusal))
            elif isinstance(block, ImageFileContentBlock | ImageURLContentBlock):
                parts.append(await self._image(block, is_new=is_new))
        if all(part["type"] == "text" for part in parts):
            return "\n".join(str(part["text"]) for part in parts)
        return parts

    async def _image(
        self, block: ImageFileContentBlock | ImageURLContentBlock, *, is_new: bool
    ) -> JsonObject:
        try:
            if not self.model.sees_images:
                raise ImageRefused(
                    f"The model {self.model.name} cannot see images; choose a model that can, or send the "
                    "message without the image."
                )
            if isinstance(block, ImageFileContentBlock):
                return _part(await self._data_url(block.image_file.file_id), block.image_file.detail)
            return _part(_checked(block.image_url.url), block.image_url.detail)
        except ImageRefused:
            if is_new:
                raise
            return _text(_UNSEEN)

    async def _data_url(self, file_id: str) -> str:
        try:
            file = await self.files.get(file_id)
            if (file.bytes or 0) > _MAX_BYTES:
                raise ImageRefused(
                    f"The image {file.filename} is larger than {_MAX_BYTES >> 20} MiB; make it smaller."
                )
            content = await self.files.read(file_id)
        except ApiProblem as problem:
            raise ImageRefused(f"The image {file_id} does not exist any more.") from problem
        kind = media_type(content)
        if kind is None:
            raise ImageRefused(f"The file {file.filename} is no PNG, JPEG, GIF or WebP image.")
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def media_type(content: bytes) -> str | None:
    """What kind of image these bytes are, None for one that no model takes."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def _checked(url: str) -> str:
    """An address that may be passed on: a provider on this machine must not open our files by it."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc:
        return url
    if parts.scheme == "data" and parts.path.startswith("image/"):
        return url
    raise ImageRefused("An image address must begin with http://, https:// or data:image/.")


def _part(url: str, detail: str | None) -> JsonObject:
    image = {"url": url} if detail is None else {"url": url, "detail": detail}
    return {"type": "image_url", "image_url": image}


def _text(text: str) -> JsonObject:
    return {"type": "text", "text": text}
