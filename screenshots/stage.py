"""What stands on the stage: a home, a server with threads, and a provider that speaks its lines."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from screenshots.seeding import age, seed
from screenshots.words import MODEL
from tests.server.providers.scripted import ScriptedEndpoint
from tui_threads import launcher
from tui_threads.api import Profile, ThreadsClient
from tui_threads.paths import Paths

_FOLDERS = ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR")


@dataclass(frozen=True)
class Stage:
    """A home of its own with a running server, and the terminal to begin with."""

    paths: Paths
    endpoint: ScriptedEndpoint
    threads: Mapping[str, str]
    """Ids of the threads, by their titles."""
    size: tuple[int, int]
    theme: str

    @property
    def client(self) -> ThreadsClient:
        """Another program on the same server."""
        address = launcher.find(self.paths.server_json)
        assert address is not None
        return ThreadsClient(Profile(address.url, api_key=address.token))

    def configure(self, more: str) -> None:
        """Add to the settings."""
        with self.paths.config_file.open("a", encoding="utf-8") as file:
            file.write(more)


class Theatre:
    """Sets the same stage again and again: what one scene does is never seen in the next."""

    def __init__(self, home: Path, kept: Path, threads: Mapping[str, str]) -> None:
        self._home, self._kept = home, kept
        self._threads = threads

    @asynccontextmanager
    async def set_stage(self, size: tuple[int, int], theme: str) -> AsyncIterator[Stage]:
        """Everything as it was seeded, until the block ends."""
        shutil.rmtree(self._home)
        shutil.copytree(self._kept, self._home)
        with ScriptedEndpoint([MODEL, "qwen3:30b"]) as endpoint:
            async with _serving(endpoint) as paths:
                yield Stage(paths, endpoint, self._threads, size, theme)


@asynccontextmanager
async def theatre() -> AsyncIterator[Theatre]:
    """Seed a home with threads, some of them for days, and keep it to copy from."""
    with home() as folder:
        kept = folder.with_name("kept")
        os.chdir(folder.parent)  # what `@` offers is not to be this repository
        with ScriptedEndpoint([MODEL]) as endpoint:
            async with _serving(endpoint) as paths:
                address = launcher.find(paths.server_json)
                assert address is not None
                async with ThreadsClient(Profile(address.url, api_key=address.token)) as client:
                    threads = await seed(client, endpoint)
        age(paths.server_database, threads)
        shutil.copytree(folder, kept)
        yield Theatre(folder, kept, threads)


@contextmanager
def home() -> Iterator[Path]:
    """An empty home directory for everything below."""
    with tempfile.TemporaryDirectory(prefix="threads-tui-pictures-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "home"
        made.mkdir()
        places = {
            "CONFIG_HOME": ".config",
            "DATA_HOME": ".local/share",
            "CACHE_HOME": ".cache",
            "STATE_HOME": ".local/state",
            "RUNTIME_DIR": ".run",
        }
        for name in _FOLDERS:
            os.environ[f"XDG_{name}"] = str(made / places.get(name, name.lower()))
        os.environ["HOME"] = str(made)
        os.environ["TEXTUAL_ANIMATIONS"] = "none"
        yield made


@asynccontextmanager
async def _serving(endpoint: ScriptedEndpoint) -> AsyncIterator[Paths]:
    paths = Paths.for_user()
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(
        f'[server]\nfallback_model = "house/{MODEL}"\ndiscover = false\n'
        f'[providers.house]\nbase_url = "{endpoint.base_url}"\n',
        encoding="utf-8",
    )
    await asyncio.to_thread(launcher.ensure, paths.server_json, paths.server_log_file)
    try:
        yield paths
    finally:
        await asyncio.to_thread(launcher.stop, paths.server_json)
