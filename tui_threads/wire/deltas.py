"""What grows in a message while it is streamed. How deltas add up stands in `accumulate`.

Shapes: OpenAI's OpenAPI document (MessageDelta*Object) and openai-python 3.54. Fields that a delta does
not change are absent; servers that send them as null are read alike.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.base import StringOrEmpty, WireModel, is_none
from tui_threads.wire.content import FileCitation, FilePath

__all__ = [
    "AnnotationDelta",
    "ContentDeltaBlock",
    "FileCitationDeltaAnnotation",
    "FilePathDeltaAnnotation",
    "ImageFileDelta",
    "ImageFileDeltaBlock",
    "ImageURLDelta",
    "ImageURLDeltaBlock",
    "MessageDelta",
    "MessageDeltaEvent",
    "RefusalDeltaBlock",
    "TextDelta",
    "TextDeltaBlock",
    "UnknownDeltaAnnotation",
    "UnknownDeltaBlock",
]


class FileCitationDeltaAnnotation(WireModel):
    """A citation of a file, or part of one."""

    index: int = 0
    type: Literal["file_citation"] = "file_citation"
    text: str | None = Field(default=None, exclude_if=is_none)
    file_citation: FileCitation | None = Field(default=None, exclude_if=is_none)
    start_index: int | None = Field(default=None, exclude_if=is_none)
    end_index: int | None = Field(default=None, exclude_if=is_none)


class FilePathDeltaAnnotation(WireModel):
    """A path of a file, or part of one."""

    index: int = 0
    type: Literal["file_path"] = "file_path"
    text: str | None = Field(default=None, exclude_if=is_none)
    file_path: FilePath | None = Field(default=None, exclude_if=is_none)
    start_index: int | None = Field(default=None, exclude_if=is_none)
    end_index: int | None = Field(default=None, exclude_if=is_none)


class UnknownDeltaAnnotation(WireModel):
    """An annotation of a type this version does not know, kept as it came."""

    index: int = 0
    type: StringOrEmpty = ""


AnnotationDelta = Annotated[
    Annotated[FileCitationDeltaAnnotation | FilePathDeltaAnnotation, Field(discriminator="type")]
    | UnknownDeltaAnnotation,
    Field(union_mode="left_to_right"),
]
"""One entry of `TextDelta.annotations`."""


class TextDelta(WireModel):
    """More text, more annotations, or both."""

    value: str | None = Field(default=None, exclude_if=is_none)
    annotations: tuple[AnnotationDelta, ...] | None = Field(default=None, exclude_if=is_none)


class TextDeltaBlock(WireModel):
    """More of the text block at `index`."""

    index: int = 0
    type: Literal["text"] = "text"
    text: TextDelta | None = Field(default=None, exclude_if=is_none)


class ImageFileDelta(WireModel):
    """An uploaded image."""

    file_id: str | None = Field(default=None, exclude_if=is_none)
    detail: str | None = Field(default=None, exclude_if=is_none)


class ImageFileDeltaBlock(WireModel):
    """The image block at `index`."""

    index: int = 0
    type: Literal["image_file"] = "image_file"
    image_file: ImageFileDelta | None = Field(default=None, exclude_if=is_none)


class ImageURLDelta(WireModel):
    """An image somewhere on the web."""

    url: str | None = Field(default=None, exclude_if=is_none)
    detail: str | None = Field(default=None, exclude_if=is_none)


class ImageURLDeltaBlock(WireModel):
    """The image block at `index`."""

    index: int = 0
    type: Literal["image_url"] = "image_url"
    image_url: ImageURLDelta | None = Field(default=None, exclude_if=is_none)


class RefusalDeltaBlock(WireModel):
    """More of the refusal at `index`."""

    index: int = 0
    type: Literal["refusal"] = "refusal"
    refusal: str | None = Field(default=None, exclude_if=is_none)


class UnknownDeltaBlock(WireModel):
    """A part of a type this version does not know, kept as it came."""

    index: int = 0
    type: StringOrEmpty = ""


ContentDeltaBlock = Annotated[
    Annotated[
        TextDeltaBlock | ImageFileDeltaBlock | ImageURLDeltaBlock | RefusalDeltaBlock,
        Field(discriminator="type"),
    ]
    | UnknownDeltaBlock,
    Field(union_mode="left_to_right"),
]
"""One entry of `MessageDelta.content`."""


class MessageDelta(WireModel):
    """What changed in a message."""

    role: str | None = Field(default=None, exclude_if=is_none)
    content: tuple[ContentDeltaBlock, ...] | None = Field(default=None, exclude_if=is_none)


class MessageDeltaEvent(WireModel):
    """Data of the event `thread.message.delta`."""

    id: str
    """The message's id."""
    object: StringOrEmpty = "thread.message.delta"
    delta: MessageDelta
