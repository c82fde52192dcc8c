"""A new thread from the beginning of another.

Messages never change in this API, so to edit one means to fork the thread before it; nothing is destroyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.library import metadata_of
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.wire.messages import ImageFileContentBlock, ImageURLContentBlock, Message, TextContentBlock

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_OWN = frozenset({"pinned", "archived", "imported_from", "imported_messages"})
"""Metadata that a fork does not inherit: it is no import, and was put nowhere by anyone."""


async def fork_thread(client: ThreadsClient, row: ThreadRow, until: str, *, including: bool) -> str:
    """Make a thread of all messages up to one, with it or without it; the new thread's id.

    Lineage stands in the metadata: `forked_from` and `forked_at`. Raises `ApiError`.
    """
    assert row.id is not None
    copies: list[dict[str, object]] = []
    async for message in client.threads.messages.list(row.id, order="asc", limit=100):
        if message.id == until and not including:
            break
        if copy := copy_of(message):
            copies.append(copy)
        if message.id == until:
            break
    inherited = {name: value for name, value in metadata_of(row).items() if name not in _OWN}
    metadata = {**inherited, "title": row.title, "forked_from": row.id, "forked_at": until}
    thread = await client.threads.create(messages=copies or None, metadata=metadata)
    return thread.id


def copy_of(message: Message) -> dict[str, object] | None:
    """A message as a request that makes its like; None for one without content."""
    parts: list[dict[str, object]] = []
    for block in message.content:
        if isinstance(block, TextContentBlock) and block.text.value:
            parts.append({"type": "text", "text": block.text.value})
        elif isinstance(block, ImageFileContentBlock):
            parts.append({"type": "image_file", "image_file": {"file_id": block.image_file.file_id}})
        elif isinstance(block, ImageURLContentBlock):
            parts.append({"type": "image_url", "image_url": {"url": block.image_url.url}})
    if not parts:
        return None
    copy: dict[str, object] = {"role": message.role, "content": parts}
    if message.attachments:
        copy["attachments"] = [attached.model_dump(mode="json") for attached in message.attachments]
    return copy
