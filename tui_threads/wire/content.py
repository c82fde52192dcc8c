"""Content blocks of messages and their annotations, as answers carry them.

Fields and their meaning: OpenAI's OpenAPI document (MessageContent*Object) and openai-python 3.54,
whose class names are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from tui_threads.wire.base import NullAs, StringOrEmpty, WireModel, is_none

__all__ = [
    "Annotation",
    "ContentBlock",
    "FileCitation",
    "FileCitationAnnotation",
    "FilePath",
    "FilePathAnnotation",
    "ImageFile",
    "ImageFileContentBlock",
    "ImageURL",
    "ImageURLContentBlock",
    "RefusalContentBlock",
    "Text",
    "TextContentBlock",
    "UnknownAnnotation",
    "UnknownContentBlock",
]


class FileCitation(WireModel):
    """Which file a citation points to."""

    file_id: StringOrEmpty = ""
    quote: str | None = Field(default=None, exclude_if=is_none)
    """The cited words; version 1 of the API only."""


class FileCitationAnnotation(WireModel):
    """A place in the text that cites a file (file search)."""

    type: Literal["file_citation"] = "file_citation"
    text: StringOrEmpty = ""
    """The marker as it stands in the text, such as `【4:0†report.pdf】`."""
    file_citation: FileCitation
    start_index: int = 0
    """Where the marker begins, in code points. Trust it only where `text` stands there."""
    end_index: int = 0
    """Where the marker ends, exclusive."""


class FilePath(WireModel):
    """Which file a path points to."""

    file_id: StringOrEmpty = ""


class FilePathAnnotation(WireModel):
    """A place in the text that names a file the run wrote (code interpreter)."""

    type: Literal["file_path"] = "file_path"
    text: StringOrEmpty = ""
    """The marker as it stands in the text, such as `sandbox:/mnt/data/x.csv`."""
    file_path: FilePath
    start_index: int = 0
    """Where the marker begins, in code points. Trust it only where `text` stands there."""
    end_index: int = 0
    """Where the marker ends, exclusive."""


class UnknownAnnotation(WireModel):
    """An annotation of a type this version does not know, kept as it came."""

    type: StringOrEmpty = ""


Annotation = Annotated[
    Annotated[FileCitationAnnotation | FilePathAnnotation, Field(discriminator="type")] | UnknownAnnotation,
    Field(union_mode="left_to_right"),
]
"""One entry of `Text.annotations`."""


class Text(WireModel):
    """Text with its annotations."""

    value: StringOrEmpty = ""
    annotations: Annotated[tuple[Annotation, ...], NullAs(tuple)] = ()


@dataclass(frozen=True, slots=True)
class _TextOrString:
    """Requests carry a plain string where answers carry a `Text`; some servers echo the request."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = core_schema.no_info_after_validator_function(
            lambda value: Text(value=value), core_schema.str_schema()
        )
        return core_schema.union_schema([handler(source), plain], mode="left_to_right")


class TextContentBlock(WireModel):
    """A part of a message that is text."""

    type: Literal["text"] = "text"
    text: Annotated[Text, _TextOrString()]


class ImageFile(WireModel):
    """An uploaded image."""

    file_id: StringOrEmpty = ""
    detail: str | None = Field(default=None, exclude_if=is_none)
    """`auto`, `low` or `high`."""


class ImageFileContentBlock(WireModel):
    """A part of a message that is an uploaded image."""

    type: Literal["image_file"] = "image_file"
    image_file: ImageFile


class ImageURL(WireModel):
    """An image somewhere on the web."""

    url: StringOrEmpty = ""
    detail: str | None = Field(default=None, exclude_if=is_none)
    """`auto`, `low` or `high`."""


class ImageURLContentBlock(WireModel):
    """A part of a message that is an image by its address."""

    type: Literal["image_url"] = "image_url"
    image_url: ImageURL


class RefusalContentBlock(WireModel):
    """A part of a message in which the model declines."""

    type: Literal["refusal"] = "refusal"
    refusal: StringOrEmpty = ""


class UnknownContentBlock(WireModel):
    """A part of a type this version does not know, kept as it came."""

    type: StringOrEmpty = ""


ContentBlock = Annotated[
    Annotated[
        TextContentBlock | ImageFileContentBlock | ImageURLContentBlock | RefusalContentBlock,
        Field(discriminator="type"),
    ]
    | UnknownContentBlock,
    Field(union_mode="left_to_right"),
]
"""One entry of `Message.content`."""
