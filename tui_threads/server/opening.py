"""Opens the server's shared objects in order, and closes them in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tui_threads.paths import Paths
from tui_threads.server.database import Database, sqlite_url
from tui_threads.server.filing import open_filing
from tui_threads.server.ids import new_id
from tui_threads.server.migrations import migrate
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.drive import Workshop
from tui_threads.server.running.lengths import Lengths
from tui_threads.server.running.runner import Runner
from tui_threads.server.running.slots import Slots
from tui_threads.server.running.upkeep import Upkeep
from tui_threads.server.sandbox import Sandbox
from tui_threads.server.state import State
from tui_threads.settings import ProviderSettings, ServerSettings


@asynccontextmanager
async def _looked_after(database: Database, runner: Runner) -> AsyncIterator[None]:
    upkeep = Upkeep(database, runner)
    await upkeep.begin()
    keeping = asyncio.create_task(upkeep.keep_on())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])
        await runner.aclose()
        await upkeep.leave()


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
            async with open_filing(database, paths.files_dir, server.max_upload_bytes) as filing:
                sandbox = Sandbox(server.sandbox_command) if server.sandbox_command else None
                workshop = Workshop(database, router, Slots(), Lengths(), filing, sandbox)
                runner = Runner(workshop, new_id("process_"))
                async with _looked_after(database, runner):
                    yield State(database=database, router=router, runner=runner, filing=filing)
        finally:
            await router.aclose()
    finally:
        await database.aclose()
