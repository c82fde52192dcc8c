"""Uploaded files.

Fields: OpenAI's OpenAPI document (OpenAIFile) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tui_threads.wire.base import NullAs, StringOrEmpty, Timestamp, WireModel, is_none

__all__ = ["FileDeleted", "FileObject"]


class FileObject(WireModel):
    """A file by its id; its bytes are fetched apart."""

    id: str
    object: StringOrEmpty = "file"
    bytes: Annotated[int, NullAs(int)] = 0
    """Size in bytes."""
    created_at: Timestamp = 0
    """Unix seconds."""
    expires_at: Timestamp | None = Field(default=None, exclude_if=is_none)
    filename: StringOrEmpty = ""
    purpose: StringOrEmpty = ""
    """`assistants`, `assistants_output`, `vision`, `user_data`, ..."""
    status: StringOrEmpty = "processed"
    """`uploaded`, `processed` or `error`; deprecated, and always sent."""
    status_details: str | None = Field(default=None, exclude_if=is_none)


class FileDeleted(WireModel):
    """Answer to deleting a file."""

    id: str
    object: StringOrEmpty = "file"
    deleted: bool = True
