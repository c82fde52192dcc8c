"""Attachments on their way: uploaded before the message is stored, each of them once.

The id of an uploaded file is in the cache before the next one is begun. Where the answer to an upload was
lost (a crash, a broken line), the server's list of files is looked through before the bytes are sent again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tui_threads.chat import attached
from tui_threads.chat.attached import Attached, Use
from tui_threads.chat.cache import Cache
from tui_threads.chat.entries import LocalAttachment, MessageEntry
from tui_threads.chat.files_to_attach import CannotAttachError
from tui_threads.wire.content import ImageFileContentBlock
from tui_threads.wire.messages import Message

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.errors import ApiError
    from tui_threads.chat.outbox import Queued
    from tui_threads.wire.assistants import Assistant
    from tui_threads.wire.threads import ToolResources

JsonObject = dict[str, object]

Tell = Callable[[str], None]
"""Called with words for the person while a file is on its way."""

_CLOCKS_DIFFER = 300
"""Seconds by which a server's clock may be behind ours."""
_LISTED = 100


class Uploads:
    """Brings the files of queued messages to the server."""

    def __init__(self, cache: Cache, profile: str) -> None:
        self._cache = cache
        self._profile = profile
        self._repeated: set[str] = set()

    async def bring(self, client: ThreadsClient, queued: Queued, tell: Tell) -> Queued:
        """The message with all its files on the server.

        Raises:
            CannotAttachError: a file is gone or unreadable by now, or the server takes no files.
            ApiError: the server refuses a file, or is away.
        """
        files = list(await self._cache.run(attached.read_message_files, queued.key))
        for at, file in enumerate(files):
            if file.file_id is None:
                of_all = f" ({at + 1} of {len(files)})" if len(files) > 1 else ""
                file_id = await self._bring_one(client, file, _percent(f"{file.name}{of_all}", tell))
                await self._cache.run(attached.end_upload, self._profile, file, file_id)
                files[at] = file._replace(file_id=file_id, begun_at=None)
        return queued._replace(attachments=tuple(files))

    async def forget_lost(self, queued: Queued, error: ApiError) -> Queued | None:
        """The message with its files to be uploaded anew, where the server has lost one of them.

        None where the error says something else, or says it again: then trying once more is of no use.
        """
        lost = any(file.file_id and file.file_id in error.message for file in queued.attachments)
        if not lost or queued.key in self._repeated:
            return None
        self._repeated.add(queued.key)
        await self._cache.run(attached.forget_uploads, queued.key)
        return queued._replace(
            attachments=tuple(file._replace(file_id=None, begun_at=None) for file in queued.attachments)
        )

    async def _bring_one(
        self, client: ThreadsClient, file: Attached, progress: Callable[[int, int], None]
    ) -> str:
        try:
            known = os.stat(file.path)
        except OSError:
            known = None
        if file.begun_at is not None and (known is None or known.st_mtime < file.begun_at):
            if (found := await self._arrived(client, file)) is not None:
                return found
        if known is None or not os.access(file.path, os.R_OK):
            raise CannotAttachError(
                f"{file.path or file.name} is gone or cannot be read; put it back, or edit the message."
            )
        await self._cache.run(attached.begin_upload, file.key, known.st_size, time.time())
        return await _stored(client, file, progress)

    async def _arrived(self, client: ThreadsClient, file: Attached) -> str | None:
        """The id of the file where an upload that was lost sight of has reached the server."""
        assert file.begun_at is not None
        from tui_threads.api.errors import NotFoundError

        taken = await self._cache.run(attached.known_names, self._profile)
        try:
            page = await client.files.list(order="desc", limit=_LISTED)
        except NotFoundError:
            return None  # a server that lists no files
        for one in page.data:
            same = one.filename == file.name and one.bytes == file.size
            if same and one.created_at >= file.begun_at - _CLOCKS_DIFFER and one.id not in taken:
                return one.id
        return None


async def _stored(client: ThreadsClient, file: Attached, progress: Callable[[int, int], None]) -> str:
    from tui_threads.api.errors import InvalidRequestError, NotFoundError

    try:
        stored = await client.files.create(
            file=file.path, purpose="vision" if file.use == "image" else "assistants", on_progress=progress
        )
    except NotFoundError as error:
        raise CannotAttachError(f"This server takes no files: {error.message}") from error
    except InvalidRequestError as error:
        raise CannotAttachError(error.message) from error
    return stored.id


def content_of(queued: Queued) -> str | list[JsonObject]:
    """The content of a message: its text, and its images as parts behind it."""
    images: list[JsonObject] = [
        {"type": "image_file", "image_file": {"file_id": file.file_id}}
        for file in queued.attachments
        if file.use == "image"
    ]
    if not images:
        return queued.text
    text: list[JsonObject] = [{"type": "text", "text": queued.text}] if queued.text.strip() else []
    return [*text, *images]


def attachments_of(queued: Queued) -> list[JsonObject] | None:
    """The attachments of a message with the tool each is for; None where there are none."""
    files: list[JsonObject] = [
        {"file_id": file.file_id, "tools": [{"type": file.use}]}
        for file in queued.attachments
        if file.use != "image"
    ]
    return files or None


def tools_for_run(
    assistant: Assistant,
    entries: Iterable[object],
    files: Sequence[Attached] = (),
    resources: ToolResources | None = None,
) -> list[JsonObject] | None:
    """The assistant's tools and those that files of the thread, or of its first message, were attached for.

    Args:
        assistant: Who answers.
        entries: The messages of the thread that are known.
        files: Those of a first message, which is sent with the run.
        resources: What the server says that the thread's tools may use, where older messages are not known.

    Files that were attached for a tool are of no use to a run without it. None where the assistant has
    all of them already, so that its own tools stand.
    """
    wanted = {file.use for file in files if file.use != "image"} | {
        tool.type
        for entry in entries
        if isinstance(entry, MessageEntry)
        for file in entry.message.attachments or ()
        for tool in file.tools or ()
        if tool.type in ("file_search", "code_interpreter")
    }
    if resources is not None and resources.file_search and resources.file_search.vector_store_ids:
        wanted.add("file_search")
    if resources is not None and resources.code_interpreter and resources.code_interpreter.file_ids:
        wanted.add("code_interpreter")
    missing = sorted(wanted - {tool.type for tool in assistant.tools})
    if not missing:
        return None
    own: list[JsonObject] = [tool.model_dump(mode="json") for tool in assistant.tools]
    more: list[JsonObject] = [{"type": kind} for kind in missing]
    return own + more


def sent_files(message: Message) -> list[tuple[str, Use]]:
    """The files that went with a message, by their ids, and what each was for."""
    files: list[tuple[str, Use]] = []
    for file in message.attachments or ():
        kinds = [tool.type for tool in file.tools]
        files.append((file.file_id, "file_search" if "file_search" in kinds else "code_interpreter"))
    images = (block for block in message.content if isinstance(block, ImageFileContentBlock))
    return [*files, *((block.image_file.file_id, "image") for block in images)]


def shown_attachments(files: Sequence[Attached]) -> list[LocalAttachment]:
    """Attachments as an entry of the conversation shows them."""
    return [LocalAttachment(file.name, file.size or None) for file in files]


def _percent(name: str, tell: Tell) -> Callable[[int, int], None]:
    """Progress in whole percents, each told once."""
    last = -1

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = done * 100 // total if total else 100
        if now != last:
            last = now
            tell(f"{name} {now} %")

    return progress
