"""A real server on a socket, and a cache, to bring threads in to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.server.running_server import TOKEN, RunningServer
from tui_threads.api import Profile, ThreadsClient
from tui_threads.chat.cache import Cache
from tui_threads.paths import Paths
from tui_threads.settings import ServerSettings


@pytest.fixture
def server() -> Iterator[str]:
    """Its base URL."""
    with RunningServer(ServerSettings(discover=False), {}, Paths.for_user()) as running:
        yield running.base_url


@pytest.fixture
async def client(server: str) -> AsyncIterator[ThreadsClient]:
    async with ThreadsClient(Profile(server, api_key=TOKEN)) as opened:
        yield opened


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache.open(tmp_path / "library.db")) as opened:
        yield opened
