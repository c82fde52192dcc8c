"""Messages of a thread.

Fields: OpenAI's OpenAPI document (MessageObject) and openai-python 3.54; the older shape with `file_ids`
as openai-python 1.3 to 1.20 describes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from tui_threads.wire.assistants import AssistantTool
from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none
from tui_threads.wire.content import (
    Annotation,
    ContentBlock,
    FileCitation,
    FileCitationAnnotation,
    FilePath,
    FilePathAnnotation,
    ImageFile,
    ImageFileContentBlock,
    ImageURL,
    ImageURLContentBlock,
    RefusalContentBlock,
    Text,
    TextContentBlock,
    UnknownAnnotation,
    UnknownContentBlock,
)

__all__ = [
    "Annotation",
    "Attachment",
    "ContentBlock",
    "FileCitation",
    "FileCitationAnnotation",
    "FilePath",
    "FilePathAnnotation",
    "ImageFile",
    "ImageFileContentBlock",
    "ImageURL",
    "ImageURLContentBlock",
    "IncompleteDetails",
    "IncompleteReason",
    "Message",
    "MessageDeleted",
    "MessageStatus",
    "RefusalContentBlock",
    "Text",
    "TextContentBlock",
    "UnknownAnnotation",
    "UnknownContentBlock",
]

IncompleteReason = Literal["content_filter", "max_tokens", "run_cancelled", "run_expired", "run_failed"]
"""The documented reasons; `IncompleteDetails.reason` takes others too."""

MessageStatus = Literal["in_progress", "incomplete", "completed"]
"""The documented states; `Message.status` takes others too."""


class IncompleteDetails(WireModel):
    """Why a message is incomplete."""

    reason: StringOrEmpty = ""
    """One of `IncompleteReason`, or a reason that a newer server knows."""


class Attachment(WireModel):
    """A file that was attached to a message, and the tools it was given to."""

    file_id: StringOrEmpty = ""
    tools: Annotated[tuple[AssistantTool, ...], NullAs(tuple)] = ()


@dataclass(frozen=True, slots=True)
class _BlocksOrString:
    """A message's content as one string means one block of text."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = core_schema.no_info_after_validator_function(
            lambda value: (TextContentBlock(text=Text(value=value)),), core_schema.str_schema()
        )
        return core_schema.union_schema([handler(source), plain], mode="left_to_right")


class Message(WireModel):
    """A message: what a user or an assistant said in a thread. Never changed but for its metadata."""

    id: str
    """`msg_` and 24 letters and digits on OpenAI's server; any string elsewhere."""
    object: StringOrEmpty = "thread.message"
    created_at: Timestamp = 0
    """Unix seconds."""
    assistant_id: str | None = None
    """The assistant that wrote it, if one did."""
    thread_id: StringOrEmpty = ""
    run_id: str | None = None
    """The run it was written in; null for messages made by a request."""
    role: StringOrEmpty = ""
    """`user` or `assistant`."""
    content: Annotated[tuple[ContentBlock, ...], NullAs(tuple), _BlocksOrString()] = ()
    attachments: tuple[Attachment, ...] | None = None
    file_ids: tuple[str, ...] | None = Field(default=None, exclude_if=is_none)
    """Attached files, in the shape of version 1 of the API."""
    metadata: Metadata = Field(default_factory=dict)
    status: str | None = None
    """One of `MessageStatus`; absent from many servers' answers."""
    incomplete_details: IncompleteDetails | None = None
    completed_at: Timestamp | None = None
    incomplete_at: Timestamp | None = None


class MessageDeleted(WireModel):
    """Answer to deleting a message."""

    id: str
    object: StringOrEmpty = "thread.message.deleted"
    deleted: bool = True
