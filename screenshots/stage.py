"""What stands on the stage: a home, a server with threads, and a provider that speaks its lines."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from screenshots.words import ASKED_LATER, THREADS, Talk
from tests.server.providers.scripted import ScriptedEndpoint
from tui_threads import launcher
from tui_threads.api import Profile, ThreadsClient
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Endpoint, ModelOffer
from tui_threads.cli.connecting import connect_local
from tui_threads.paths import Paths
from tui_threads.settings.file import SettingsFile
from tui_threads.ui.app import ThreadsApp
from tui_threads.ui.setup import Setup


@dataclass(frozen=True)
class Stage:
    """A home of its own with a running server."""

    paths: Paths
    endpoint: ScriptedEndpoint
    threads: dict[str, str]
    """Ids of the threads, by their titles."""


@contextmanager
def home() -> Iterator[Path]:
    """An empty home directory for everything below."""
    with tempfile.TemporaryDirectory(prefix="threads-tui-pictures-", ignore_cleanup_errors=True) as folder:
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
            os.environ[f"XDG_{name}"] = str(Path(folder) / name.lower())
        os.environ["HOME"] = folder
        os.environ["TEXTUAL_ANIMATIONS"] = "none"
        yield Path(folder)


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Set the stage: threads are there, some of them for days."""
    with home(), ScriptedEndpoint() as endpoint:
        paths = Paths.for_user()
        paths.config_file.parent.mkdir(parents=True, exist_ok=True)
        paths.config_file.write_text(
            '[server]\nfallback_model = "house/smollm2-135m"\ndiscover = false\n'
            f'[providers.house]\nbase_url = "{endpoint.base_url}"\n',
            encoding="utf-8",
        )
        address = launcher.ensure(paths.server_json, paths.server_log_file)
        try:
            async with ThreadsClient(Profile(address.url, api_key=address.token)) as client:
                threads = {talk.title: await _say(client, talk) for talk in THREADS}
            launcher.stop(paths.server_json)
            _age(paths.server_database, threads)
            launcher.ensure(paths.server_json, paths.server_log_file)
            yield Stage(paths, endpoint, threads)
        finally:
            launcher.stop(paths.server_json)


async def _say(client: ThreadsClient, talk: Talk) -> str:
    metadata = {"title": talk.title} | ({"pinned": "true"} if talk.pinned else {})
    thread = await client.threads.create(metadata=metadata)
    for role, text in talk.lines:
        await client.threads.messages.create(thread.id, role=role, content=text)
    return thread.id


def _age(database: Path, threads: dict[str, str]) -> None:
    """Let the threads have been made when the script says."""
    with closing(sqlite3.connect(database)) as rows, rows:
        for talk in THREADS:
            when = int(time.time() - talk.age)
            rows.execute("UPDATE threads SET created_at = ? WHERE id = ?", (when, threads[talk.title]))
            rows.execute(
                "UPDATE messages SET created_at = ? WHERE thread_id = ?", (when, threads[talk.title])
            )


@asynccontextmanager
async def app(
    paths: Paths,
    *,
    size: tuple[int, int],
    theme: str,
    open_thread: str | None = None,
    model_offer: ModelOffer | None = None,
) -> AsyncIterator[Pilot[None]]:
    """The real app on the real server, without a terminal around it."""
    settings_file = SettingsFile(paths.config_file)
    loaded = settings_file.read().settings
    with closing(Cache.open(paths.cache_database)) as cache:
        setup = Setup(
            settings=loaded,
            endpoint=Endpoint(profile="local", is_local=True, model=loaded.server.fallback_model),
            connect=connect_local(paths),
            cache=cache,
            model_offer=model_offer,
            open_thread=open_thread,
            settings_file=settings_file,
            templates_folder=paths.templates_dir,
        )
        running = ThreadsApp(setup)
        async with running.run_test(size=size) as pilot:
            running.theme = theme
            await pilot.pause()
            yield pilot


__all__ = ["ASKED_LATER", "Stage", "app", "stage"]
