"""Which field a validation error means, in the protocol's own spelling.

pydantic's location of an error names the branches of unions too; the path is found by walking the
input along it: `("content", "array", 0, "text", "text")` is `content[0].text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["field_path"]


def field_path(loc: Sequence[int | str], body: object) -> str:
    """The field at `loc` in `body`, such as `messages[0].content` or `metadata.title`.

    Args:
        loc: Location from `pydantic.ValidationError.errors()`.
        body: The JSON value that was validated.
    """
    path = ""
    here: object = body
    for place, step in enumerate(loc):
        last = place == len(loc) - 1
        if step == "[key]":
            break
        if isinstance(step, int):
            if isinstance(here, list | tuple) and 0 <= step < len(here):
                path, here = f"{path}[{step}]", here[step]
            continue
        if isinstance(here, Mapping) and (step in here or last):
            path = f"{path}.{step}" if path else step
            here = here.get(step)
    return path
