"""A new thread from the beginning of another.

Messages never change in this API, so to edit one means to fork the thread before it; nothing is destroyed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui_threads.api.errors import ApiError
from tui_threads.chat.importing.bodies import MessageBody
from tui_threads.chat.library import metadata_of
from tui_threads.chat.lineage import AS, AT, COPIED, FROM, Lineage
from tui_threads.chat.metadata import MOST_PAIRS
from tui_threads.chat.moments import said_at
from tui_threads.chat.outbox import CLIENT_KEY
from tui_threads.chat.plain_text import uncited
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.trouble import trouble_of
from tui_threads.wire.messages import ImageFileContentBlock, ImageURLContentBlock, Message, TextContentBlock

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.threads import Thread

_OWN = frozenset({"title", "pinned", "archived", "imported_from", "imported_messages", CLIENT_KEY})
"""Metadata that a fork does not inherit: it is no import, and was put nowhere by anyone."""
_NOT_COPIED = frozenset({CLIENT_KEY, "imported_index", COPIED})
"""Metadata of a message that says something of that very message."""
_AT_ONCE, _AT_LEAST = 200, 20
"""Messages of the request that makes a thread, and as many as a server takes that refuses so many."""


async def fork_thread(
    client: ThreadsClient, row: ThreadRow, until: str, *, including: bool, origin: Lineage
) -> str:
    """Make a thread of all messages up to one, with it or without it; the new thread's id.

    Each copy tells what it is a copy of and when that was said. Raises `ApiError`.

    Args:
        origin: where the fork belongs, for its metadata.
    """
    assert row.id is not None
    copies: list[MessageBody] = []
    async for message in client.threads.messages.list(row.id, order="asc", limit=100):
        if message.id == until and not including:
            break
        if copy := copy_of(message):
            copies.append(copy)
        if message.id == until:
            break
    ours = {"title": row.title} if row.title else {}
    ours |= {FROM: origin.parent, AT: origin.at, AS: origin.reason}
    metadata = _within(ours, {k: v for k, v in metadata_of(row).items() if k not in _OWN})
    thread, landed = await _make(client, copies, metadata)
    for copy in copies[landed:]:
        await client.threads.messages.create(thread.id, **copy)
    return thread.id


async def _make(
    client: ThreadsClient, copies: Sequence[MessageBody], metadata: dict[str, str]
) -> tuple[Thread, int]:
    """The thread with as many messages as the server takes with it, and how many those are."""
    first = copies[:_AT_ONCE]
    try:
        return await client.threads.create(messages=first or None, metadata=metadata), len(first)
    except ApiError as error:
        if trouble_of(error).kind != "rejected" or len(first) <= _AT_LEAST:
            raise
    first = copies[:_AT_LEAST]
    return await client.threads.create(messages=first, metadata=metadata), len(first)


def _within(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Our pairs, and as many of theirs as there is room for."""
    room = MOST_PAIRS - len(ours)
    kept = [(name, value) for name, value in theirs.items() if name not in ours][:room]
    return {**ours, **dict(kept)}


def copy_of(message: Message) -> MessageBody | None:
    """A message as a request that makes its like; None for one without content."""
    parts: list[dict[str, object]] = []
    for block in message.content:
        if isinstance(block, TextContentBlock) and block.text.value:
            parts.append({"type": "text", "text": uncited(block.text.value)})
        elif isinstance(block, ImageFileContentBlock):
            parts.append({"type": "image_file", "image_file": {"file_id": block.image_file.file_id}})
        elif isinstance(block, ImageURLContentBlock):
            parts.append({"type": "image_url", "image_url": {"url": block.image_url.url}})
    if not parts:
        return None
    theirs = {k: v for k, v in message.metadata.items() if isinstance(v, str) and k not in _NOT_COPIED}
    ours = {COPIED: message.id, "original_created_at": str(said_at(message))}
    copy: MessageBody = {
        "role": "assistant" if message.role == "assistant" else "user",
        "content": parts,
        "metadata": _within(ours, theirs),
    }
    if message.attachments:
        copy["attachments"] = [attached.model_dump(mode="json") for attached in message.attachments]
    return copy
