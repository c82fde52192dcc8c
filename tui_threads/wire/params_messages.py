"""Request bodies for messages.

Fields and limits: OpenAI's OpenAPI document (CreateMessageRequest); the limit of 256,000 characters a text
as quoted by users from the hosted API's answers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from tui_threads.wire.base import WireParams
from tui_threads.wire.params_lists import MetadataParam, String, string_or_array

__all__ = [
    "AttachmentParam",
    "AttachmentTool",
    "ContentPart",
    "CreateMessage",
    "ImageFileParam",
    "ImageFilePart",
    "ImageURLParam",
    "ImageURLPart",
    "MessageText",
    "ModifyMessage",
    "TextPart",
]

MessageText = Annotated[str, StringConstraints(strict=True, max_length=256_000)]
"""Text of a message, at most 256,000 characters (code points)."""

ImageDetail = Literal["auto", "low", "high"]


class TextPart(WireParams):
    """A part that is text: a plain string here, a `Text` in answers."""

    type: Literal["text"]
    text: MessageText


class ImageFileParam(WireParams):
    """An uploaded image."""

    file_id: String
    detail: ImageDetail | None = None


class ImageFilePart(WireParams):
    """A part that is an uploaded image."""

    type: Literal["image_file"]
    image_file: ImageFileParam


class ImageURLParam(WireParams):
    """An image on the web."""

    url: String
    detail: ImageDetail | None = None


class ImageURLPart(WireParams):
    """A part that is an image by its address."""

    type: Literal["image_url"]
    image_url: ImageURLParam


ContentPart = Annotated[TextPart | ImageFilePart | ImageURLPart, Field(discriminator="type")]
"""One part of a message's content."""


class AttachmentTool(WireParams):
    """A tool that may use an attached file."""

    type: Literal["code_interpreter", "file_search"]


class AttachmentParam(WireParams):
    """A file for the tools of the run."""

    file_id: String | None = None
    tools: list[AttachmentTool] | None = None


class CreateMessage(WireParams):
    """Body of `POST /threads/{thread_id}/messages`."""

    role: Literal["user", "assistant"]
    content: Annotated[
        Annotated[MessageText, Tag("string")]
        | Annotated[list[ContentPart], Field(min_length=1), Tag("array")],
        Discriminator(string_or_array),
    ]
    """A string, or at least one part; a string means one part of text."""
    attachments: list[AttachmentParam] | None = None
    metadata: MetadataParam | None = None


class ModifyMessage(WireParams):
    """Body of `POST /threads/{thread_id}/messages/{message_id}`."""

    metadata: MetadataParam | None = None
