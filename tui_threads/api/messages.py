"""Messages of a thread: `client.threads.messages`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing, listing
from tui_threads.wire.messages import Message, MessageDeleted
from tui_threads.wire.params_lists import ListMessages
from tui_threads.wire.params_messages import CreateMessage, ModifyMessage

__all__ = ["Messages"]


class Messages:
    """What was said in a thread. A message never changes but for its metadata."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self,
        thread_id: str,
        *,
        role: Literal["user", "assistant"],
        content: str | Sequence[JsonObject],
        attachments: Sequence[JsonObject] | None = None,
        metadata: Mapping[str, str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> Message:
        """Add a message to a thread; refused by the server while a run is active on it.

        Args:
            content: Text of at most 256,000 characters, or parts: `{"type": "text", "text": "..."}`,
                `{"type": "image_file", "image_file": {"file_id": "..."}}`,
                `{"type": "image_url", "image_url": {"url": "https://..."}}`.
            attachments: `{"file_id": "...", "tools": [{"type": "file_search"}]}`.
            metadata: At most 16 pairs, keys of at most 64 and values of at most 512 characters.
        """
        where = path("threads", "{thread_id}", "messages", thread_id=thread_id)
        fields = {"role": role, "content": content, "attachments": attachments, "metadata": metadata}
        body = encode(CreateMessage, fields, options)
        return await self._connection.call(Message, Call("POST", where, body=body, options=options))

    async def retrieve(
        self, message_id: str, *, thread_id: str, **options: Unpack[RequestOptions]
    ) -> Message:
        """Get a message."""
        call = Call("GET", _message(thread_id, message_id), options=options)
        return await self._connection.call(Message, call)

    async def update(
        self,
        message_id: str,
        *,
        thread_id: str,
        metadata: Mapping[str, str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> Message:
        """Replace a message's metadata."""
        body = encode(ModifyMessage, {"metadata": metadata}, options)
        call = Call("POST", _message(thread_id, message_id), body=body, options=options, repeatable=True)
        return await self._connection.call(Message, call)

    def list(
        self,
        thread_id: str,
        *,
        run_id: str | None = None,
        **fields: Unpack[ListFields],
    ) -> Listing[Message]:
        """List a thread's messages, newest first; `run_id` takes only those that this run wrote."""
        where = path("threads", "{thread_id}", "messages", thread_id=thread_id)
        return listing(self._connection, Message, where, {**fields, "run_id": run_id}, params=ListMessages)

    async def delete(
        self, message_id: str, *, thread_id: str, **options: Unpack[RequestOptions]
    ) -> MessageDeleted:
        """Delete a message."""
        call = Call("DELETE", _message(thread_id, message_id), options=options)
        return await self._connection.call(MessageDeleted, call)


def _message(thread_id: str, message_id: str) -> str:
    return path(
        "threads", "{thread_id}", "messages", "{message_id}", thread_id=thread_id, message_id=message_id
    )
