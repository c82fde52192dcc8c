"""Found messages as requests of the API, within its limits."""

from __future__ import annotations

import asyncio
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from tui_threads.api.errors import ApiError
from tui_threads.chat.importing.found import (
    FoundAttachment,
    FoundImage,
    FoundMessage,
    FoundThread,
    LinkedImage,
    Part,
    StoredImage,
)
from tui_threads.chat.importing.plan import COUNT, MARK, mark_of
from tui_threads.chat.titles import title_from
from tui_threads.chat.trouble import trouble_of

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

LONGEST_TEXT = 256_000
"""Characters of one text of a message."""
_MOST_PAIRS, _LONGEST_VALUE = 16, 512
INDEX = "imported_index"
"""Metadata of a message that was brought in: its place in the source, from 0."""


class MessageBody(TypedDict):
    """The arguments that make a message."""

    role: Literal["user", "assistant"]
    content: list[dict[str, object]]
    metadata: dict[str, str]
    attachments: NotRequired[list[dict[str, object]]]


class Bodies:
    """Makes requests; asks the server about files, and gives it the images that the source holds."""

    def __init__(self, client: ThreadsClient) -> None:
        self._client = client
        self._known: dict[str, bool] = {}

    async def message(self, message: FoundMessage, index: int) -> MessageBody:
        """What makes a message. Raises `ApiError` where the server is out of reach."""
        content: list[dict[str, object]] = []
        for part in message.parts:
            content += await self._part(part)
        attachments: list[dict[str, object]] = []
        for attached in message.attachments:
            if await self._has(attached.file_id):
                attachments.append(_attachment(attached))
            else:
                content.append(_text(f"[File {attached.file_id}: not on this server]"))
        body: MessageBody = {
            "role": message.role,
            "content": content or [_text("[Files]")],  # a message is never without content
            "metadata": _message_metadata(message, index),
        }
        if attachments:
            body["attachments"] = attachments
        return body

    async def _part(self, part: Part) -> list[dict[str, object]]:
        match part:
            case str():
                return [_text(piece) for piece in split_text(part)]
            case LinkedImage():
                return [{"type": "image_url", "image_url": {"url": part.url}}]
            case StoredImage():
                if await self._has(part.file_id):
                    return [_image(part.file_id)]
                return [_text(f"[Image {part.file_id}: not on this server]")]
            case FoundImage():
                return [await self._upload(part)]

    async def _has(self, file_id: str) -> bool:
        if file_id not in self._known:
            self._known[file_id] = await self._ask(file_id)
        return self._known[file_id]

    async def _ask(self, file_id: str) -> bool:
        try:
            await self._client.files.retrieve(file_id)
        except ApiError as error:
            if trouble_of(error).kind in ("gone", "rejected"):
                return False
            raise
        return True

    async def _upload(self, image: FoundImage) -> dict[str, object]:
        """Give the server an image; where that cannot be, its name stands in its place."""
        if image.read is None:
            return _text(f"[Image {image.name}]")
        try:
            content = await asyncio.to_thread(image.read)
            stored = await self._client.files.create(file=(image.name, content), purpose="vision")
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
            return _text(f"[Image {image.name}: it could not be read]")
        except ApiError as error:
            if trouble_of(error).kind in ("gone", "rejected"):
                return _text(f"[Image {image.name}: the server did not take it]")
            raise
        return _image(stored.id)


def thread_metadata(thread: FoundThread, landed: int) -> dict[str, str]:
    """The metadata of a thread that is brought in: its own as far as there is room, and where it is from."""
    first = next((message.text for message in thread.messages if message.text), "")
    ours = {
        "title": thread.title or title_from(first),
        MARK: mark_of(thread),
        COUNT: str(landed),
        "original_created_at": str(thread.created_at or ""),
        "original_instructions": thread.instructions,
        "archived": "true" if thread.archived else "",
    }
    return _within(ours, thread.metadata)


def split_text(text: str) -> list[str]:
    """Pieces of at most `LONGEST_TEXT` characters that make up the text, ended at a line where one ends."""
    pieces: list[str] = []
    while len(text) > LONGEST_TEXT:
        at = text.rfind("\n", LONGEST_TEXT // 2, LONGEST_TEXT) + 1 or LONGEST_TEXT
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text]


def _message_metadata(message: FoundMessage, index: int) -> dict[str, str]:
    ours = {
        INDEX: str(index),
        "original_id": message.id or "",
        "original_created_at": str(message.created_at or ""),
        "original_model": message.model or "",
    }
    return _within(ours, message.metadata)


def _within(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Our pairs that say something, then theirs, up to the limits."""
    pairs = {name: value[:_LONGEST_VALUE] for name, value in ours.items() if value}
    for name, value in theirs.items():
        if len(pairs) < _MOST_PAIRS:
            pairs.setdefault(name, value)
    return pairs


def _attachment(attached: FoundAttachment) -> dict[str, object]:
    tools = [{"type": tool} for tool in attached.tools if tool in ("code_interpreter", "file_search")]
    return {"file_id": attached.file_id, "tools": tools}


def _text(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def _image(file_id: str) -> dict[str, object]:
    return {"type": "image_file", "image_file": {"file_id": file_id}}
