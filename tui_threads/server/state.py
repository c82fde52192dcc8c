"""What every route finds in `request.state`: made once in the app's lifespan, closed with it."""

from __future__ import annotations

from typing import TypedDict

from tui_threads.server.database import Database
from tui_threads.server.filing import Filing
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.runner import Runner


class State(TypedDict):
    """The shared objects, typed; a route asks for `request: Request[State]`."""

    database: Database
    router: ModelRouter
    runner: Runner
    filing: Filing
