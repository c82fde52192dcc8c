"""The field of an error is named as the protocol spells it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tui_threads.wire.base import WireParams
from tui_threads.wire.fields import field_path
from tui_threads.wire.params_messages import CreateMessage
from tui_threads.wire.params_runs import CreateRun
from tui_threads.wire.params_threads import CreateThread

NAMELESS = {"type": "function", "function": {"name": ""}}


def said(content: object) -> dict[str, object]:
    return {"role": "user", "content": content}


@pytest.mark.parametrize(
    ("params", "body", "path"),
    [
        (CreateMessage, {}, "role"),
        (CreateMessage, {"role": "user"}, "content"),
        (CreateMessage, said([{"type": "text", "text": 5}]), "content[0].text"),
        (CreateMessage, said([{"type": "text"}]), "content[0].text"),
        (CreateMessage, said([{"type": "image_url", "image_url": {}}]), "content[0].image_url.url"),
        (CreateMessage, said([{"type": "image_url"}]), "content[0].image_url"),
        (CreateMessage, said([{"type": "?"}]), "content[0]"),
        (CreateMessage, {"role": "user", "content": "x", "metadata": {"a": {}}}, "metadata.a"),
        (CreateMessage, {"role": "user", "content": "x", "odd": 1}, "odd"),
        (CreateThread, {"messages": [said(""), {"role": "?", "content": ""}]}, "messages[1].role"),
        (CreateRun, {"assistant_id": "a", "tool_choice": {"type": "function"}}, "tool_choice.function"),
        (CreateRun, {"assistant_id": "a", "tools": [NAMELESS]}, "tools[0].function.name"),
        (CreateRun, [], ""),
    ],
)  # fmt: skip
def test_an_error_is_placed_by_its_field(params: type[WireParams], body: object, path: str) -> None:
    with pytest.raises(ValidationError) as caught:
        params.model_validate(body)
    assert field_path(caught.value.errors()[0], body) == path
