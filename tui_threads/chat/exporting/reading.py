"""A whole thread, read from the server or, while that is away, from the mirror."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat import mirror
from tui_threads.chat.cache import Cache
from tui_threads.chat.history import parsed, text_of
from tui_threads.chat.library import metadata_of
from tui_threads.chat.shelf import NoFileError, image_bytes
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.titles import title_from
from tui_threads.chat.trouble import trouble_of
from tui_threads.wire.messages import ImageFileContentBlock, Message
from tui_threads.wire.threads import Thread

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_EVERY = -1
"""No limit, in SQLite's words."""


@dataclass(frozen=True, slots=True)
class ThreadCopy:
    """A thread with all its messages, oldest first."""

    thread: Thread
    messages: tuple[Message, ...]
    images: dict[str, bytes] = field(default_factory=dict)
    """Bytes of uploaded images by file id, as far as they were asked for and could be had."""

    @property
    def title(self) -> str:
        """Its title, else the first line that was said."""
        title = self.thread.metadata.get("title")
        if isinstance(title, str) and title:
            return title
        return next((found for message in self.messages if (found := title_from(text_of(message)))), "Thread")


async def read_thread(client: ThreadsClient, thread_id: str) -> ThreadCopy:
    """Read a thread from the server. Raises `ApiError`."""
    thread = await client.threads.retrieve(thread_id)
    listing = client.threads.messages.list(thread_id, order="asc", limit=100)
    return ThreadCopy(thread, in_order([message async for message in listing]))


def in_order(messages: list[Message]) -> tuple[Message, ...]:
    """Oldest first, also from servers that pay no heed to the order asked for."""
    if messages and messages[0].created_at > messages[-1].created_at:
        messages = messages[::-1]
    return tuple(messages)


async def read_mirrored(cache: Cache, row: ThreadRow) -> ThreadCopy:
    """Read what this machine keeps of a thread; messages that were never opened are not among it."""
    assert row.id is not None
    bodies = await cache.run(mirror.read_newest, row.key, _EVERY)
    metadata = {**metadata_of(row), **({"title": row.title} if row.title else {})}
    thread = Thread(id=row.id, created_at=row.created_at, metadata=dict(metadata))
    return ThreadCopy(thread, parsed(bodies))


async def with_images(client: ThreadsClient, copy: ThreadCopy) -> ThreadCopy:
    """The same with the bytes of its uploaded images; one that cannot be had is left out.

    Raises:
        ApiError: the server is out of reach.
    """
    images: dict[str, bytes] = {}
    for file_id in dict.fromkeys(_image_ids(copy)):
        try:
            images[file_id] = await image_bytes(client, file_id)
        except NoFileError:
            continue  # its id stands in the export
        except ApiError as error:
            if trouble_of(error).kind in ("unreachable", "refused"):
                raise
    return ThreadCopy(copy.thread, copy.messages, images)


def _image_ids(copy: ThreadCopy) -> Iterator[str]:
    for message in copy.messages:
        for block in message.content:
            if isinstance(block, ImageFileContentBlock) and block.image_file.file_id:
                yield block.image_file.file_id


def moment(seconds: int) -> str:
    """A moment for people, in universal time; nothing for one that is not known."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC" if seconds > 0 else ""
    except (OverflowError, ValueError, OSError):
        return ""


def speaker(message: Message) -> str:
    """Who says it: `User`, or `Assistant` with the model where it is known."""
    model = message.metadata.get("original_model")
    role = message.role.capitalize() or "Unknown"
    return f"{role} ({model})" if isinstance(model, str) and model else role
