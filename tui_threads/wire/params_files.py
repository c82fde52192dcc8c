"""Form and query of files.

Fields and limits: OpenAI's OpenAPI document (CreateFileRequest).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tui_threads.wire.base import WireParams

__all__ = ["CreateFile", "FileExpiresAfter", "FilePurpose", "ListFiles"]

FilePurpose = Literal["assistants", "batch", "fine-tune", "vision", "user_data", "evals"]
"""What a file may be uploaded for."""


class FileExpiresAfter(WireParams):
    """When an uploaded file expires; numbers of a form come as text."""

    anchor: Literal["created_at"]
    seconds: Annotated[int, Field(ge=3600, le=2_592_000)]


class CreateFile(WireParams):
    """Form of `POST /files`, beside the field `file`."""

    purpose: FilePurpose
    expires_after: FileExpiresAfter | None = None


class ListFiles(WireParams):
    """Query of `GET /files`."""

    purpose: str | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """1 to 10,000; 10,000 when not given."""
    order: Literal["asc", "desc"] | None = None
    after: str | None = None
