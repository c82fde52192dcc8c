"""What files are called that messages speak of only by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_threads.chat import attached
from tui_threads.chat.cache import Cache
from tui_threads.chat.changes import Change, Inserted, Replaced, Reset
from tui_threads.chat.conversation import Conversation
from tui_threads.chat.entries import MessageEntry
from tui_threads.chat.link import Link
from tui_threads.wire.content import (
    FileCitationAnnotation,
    FilePathAnnotation,
    ImageFileContentBlock,
    TextContentBlock,
)
from tui_threads.wire.messages import Message

_MOST_ASKED = 50
"""Files whose names are asked for at a time: a thread may speak of hundreds."""


class FileNames:
    """Knows names: from what was uploaded here, else from the server, which is asked once for each."""

    def __init__(self, cache: Cache, link: Link, profile: str) -> None:
        self._cache = cache
        self._link = link
        self._profile = profile
        self._asked: set[str] = set()

    async def learn(self, file_ids: Iterable[str]) -> dict[str, str]:
        """The names of those files that are asked for for the first time and have one."""
        wanted = [file_id for file_id in dict.fromkeys(file_ids) if file_id not in self._asked]
        if not wanted:
            return {}
        self._asked.update(wanted)
        known = await self._cache.run(attached.known_names, self._profile)
        names = {file_id: known[file_id] for file_id in wanted if file_id in known}
        for file_id in [one for one in wanted if one not in names][:_MOST_ASKED]:
            if name := await self._from_server(file_id):
                names[file_id] = name
                await self._cache.run(attached.know_name, self._profile, file_id, name)
        return names

    async def _from_server(self, file_id: str) -> str:
        from tui_threads.api.errors import ApiConnectionError, ApiError

        try:
            return (await self._link.call(lambda client: client.files.retrieve(file_id))).filename
        except ApiConnectionError:
            self._asked.discard(file_id)  # another time
        except ApiError:
            return ""  # it is gone, or not ours to see: its id is shown
        return ""


def files_of_change(conversation: Conversation, change: Change) -> Iterator[str]:
    """Ids of the files that messages speak of which a change has brought."""
    for op in change.ops:
        keys: Iterable[str] = ()
        if isinstance(op, Reset):
            keys = tuple(conversation.keys)
        elif isinstance(op, Inserted):
            keys = op.keys
        elif isinstance(op, Replaced):
            keys = (op.new_key or op.key,)
        for key in keys:
            entry = conversation.peek(key)
            if isinstance(entry, MessageEntry) and not entry.live:
                yield from files_of(entry.message)


def files_of(message: Message) -> Iterator[str]:
    """Ids of the files that a message speaks of."""
    yield from (file.file_id for file in message.attachments or () if file.file_id)
    yield from message.file_ids or ()
    for block in message.content:
        if isinstance(block, ImageFileContentBlock):
            yield block.image_file.file_id
        elif isinstance(block, TextContentBlock):
            for note in block.text.annotations:
                if isinstance(note, FileCitationAnnotation):
                    yield note.file_citation.file_id
                elif isinstance(note, FilePathAnnotation):
                    yield note.file_path.file_id
