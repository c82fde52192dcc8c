"""A server whose only model says what the test's script says."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest
from openai import OpenAI

from tests.server.providers.scripted import ScriptedEndpoint
from tests.server.running_server import TOKEN, RunningServer
from tui_threads.paths import Paths
from tui_threads.settings import ProviderSettings, ServerSettings

collect_ignore = [] if os.environ.get("THREADS_TUI_TEST_POSTGRES") else ["test_postgresql.py"]

SETTINGS = ServerSettings(fallback_model="scripted/tiny", discover=False)


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """Where the server gets its tokens."""
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def server(endpoint: ScriptedEndpoint) -> Iterator[RunningServer]:
    """The server, with a database of its own."""
    providers = {"scripted": ProviderSettings(base_url=endpoint.base_url)}
    with RunningServer(SETTINGS, providers, Paths.for_user()) as server:
        yield server


@pytest.fixture
def client(server: RunningServer) -> Iterator[OpenAI]:
    """The official SDK, which refuses every answer that does not fit its own types."""
    with OpenAI(
        base_url=server.base_url, api_key=TOKEN, max_retries=0, timeout=30, _strict_response_validation=True
    ) as client:
        yield client


@pytest.fixture
def http(server: RunningServer) -> Iterator[httpx.Client]:
    """Plain requests, for what the SDK would hide."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.base_url, headers=headers, timeout=30) as http:
        yield http
