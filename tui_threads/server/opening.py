"""Opens the server's shared objects in order, and closes them in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tui_threads.paths import Paths
from tui_threads.server.database import Database, sqlite_url
from tui_threads.server.ids import new_id
from tui_threads.server.migrations import migrate
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.drive import Workshop
from tui_threads.server.running.runner import Runner
from tui_threads.server.running.slots import Slots
from tui_threads.server.running.upkeep import Upkeep
from tui_threads.server.state import State
from tui_threads.settings import ProviderSettings, ServerSettings


@asynccontextmanager
async def open_state(
    server: ServerSettings, providers: Mapping[str, ProviderSettings], paths: Paths
) -> AsyncIterator[State]:
    """Everything the routes share, ready for use."""
    database = Database.open(server.database_url or sqlite_url(paths.server_database))
    try:
        await migrate(database)
        router = ModelRouter.from_settings(server, providers, paths.models_dir)
        try:
            runner = Runner(Workshop(database, router, Slots()), new_id("process_"))
            upkeep = Upkeep(database, runner)
            await upkeep.begin()
            keeping = asyncio.create_task(upkeep.keep_on())
            yield State(database=database, router=router, runner=runner)
            keeping.cancel()
            await asyncio.wait([keeping])
            await runner.aclose()
            await upkeep.leave()
        finally:
            await router.aclose()
    finally:
        await database.aclose()
