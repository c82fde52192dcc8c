"""Which field a validation error means, in the protocol's own spelling.

pydantic's location of an error names the branches of unions too; the path is found by walking the
input along it: `("content", "array", 0, "text", "text")` is `content[0].text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["field_path"]


def field_path(error: ErrorDetails, body: object) -> str:
    """The field an error means, such as `messages[0].content` or `metadata.title`; empty for the body.

    Args:
        error: One of `pydantic.ValidationError.errors()`.
        body: The JSON value that was validated.
    """
    path = ""
    here: object = body
    *before, last = error["loc"] or ("",)
    for step in (*before, last) if last != "[key]" else before:
        if isinstance(step, int):
            if isinstance(here, list | tuple) and 0 <= step < len(here):
                path, here = f"{path}[{step}]", here[step]
        elif isinstance(here, Mapping) and step in here:
            path, here = _below(path, step), here[step]
    if error["type"] == "missing":
        path = _below(path, str(last))
    return path


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
