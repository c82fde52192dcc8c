"""Threads, and the files their tools may use.

Fields: OpenAI's OpenAPI document (ThreadObject) and openai-python 3.54.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tui_threads.wire.base import Metadata, NullAs, StringOrEmpty, Timestamp, WireModel, is_none

__all__ = [
    "Thread",
    "ThreadDeleted",
    "ToolResources",
    "ToolResourcesCodeInterpreter",
    "ToolResourcesFileSearch",
]


class ToolResourcesCodeInterpreter(WireModel):
    """Files the code interpreter may read, at most 20."""

    file_ids: Annotated[tuple[str, ...], NullAs(tuple)] = ()


class ToolResourcesFileSearch(WireModel):
    """Vector stores file search looks into, at most one."""

    vector_store_ids: Annotated[tuple[str, ...], NullAs(tuple)] = ()


class ToolResources(WireModel):
    """What the tools of an assistant or a thread may use."""

    code_interpreter: ToolResourcesCodeInterpreter | None = Field(default=None, exclude_if=is_none)
    file_search: ToolResourcesFileSearch | None = Field(default=None, exclude_if=is_none)


class Thread(WireModel):
    """A conversation: messages hang on its id."""

    id: str
    """`thread_` and 24 letters and digits on OpenAI's server; any string elsewhere."""
    object: StringOrEmpty = "thread"
    created_at: Timestamp = 0
    """Unix seconds."""
    metadata: Metadata = Field(default_factory=dict)
    tool_resources: ToolResources | None = None


class ThreadDeleted(WireModel):
    """Answer to deleting a thread."""

    id: str
    object: StringOrEmpty = "thread.deleted"
    deleted: bool = True
