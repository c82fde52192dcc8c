"""Files and vector stores that assistants and threads give to their tools."""

from __future__ import annotations

from tui_threads.server.creation import as_sent
from tui_threads.server.state import State
from tui_threads.wire.params_threads import NewToolResources
from tui_threads.wire.threads import ToolResources


async def given_resources(state: State, params: NewToolResources | None) -> ToolResources:
    """The tool resources of a new assistant or thread."""
    return ToolResources.model_validate(as_sent(params)) if params is not None else ToolResources()
