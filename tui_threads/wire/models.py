"""Models a server can answer with.

Fields: OpenAI's OpenAPI document (Model).
"""

from __future__ import annotations

from tui_threads.wire.base import StringOrEmpty, Timestamp, WireModel

__all__ = ["Model", "ModelDeleted"]


class Model(WireModel):
    """A model and who owns it."""

    id: str
    object: StringOrEmpty = "model"
    created: Timestamp = 0
    """Unix seconds."""
    owned_by: StringOrEmpty = ""


class ModelDeleted(WireModel):
    """Answer to deleting a model."""

    id: str
    object: StringOrEmpty = "model"
    deleted: bool = True
