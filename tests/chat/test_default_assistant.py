"""Who answers where nobody was chosen, on our own server and on others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import NotFoundError
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Endpoint
from tui_threads.chat.default_assistant import DefaultAssistant
from tui_threads.wire.assistants import Assistant

HERE = Endpoint("local", True, "local/smollm2-135m")
THERE = Endpoint("team", False, "local/smollm2-135m")


async def answering(tmp_path: Path, server: FakeServer, endpoint: Endpoint) -> Assistant:
    cache = Cache.open(tmp_path / "library.db")
    try:
        return await DefaultAssistant(cache, endpoint).get(await server.connect())
    finally:
        cache.close()


def add(server: FakeServer, name: str, **metadata: str) -> None:
    made = Assistant(id=f"asst_{name}", name=name, model="far", metadata=dict(metadata))
    server.assistants[made.id] = made


async def test_our_own_server_gets_an_assistant_of_ours_beside_what_others_made(
    tmp_path: Path, server: FakeServer
) -> None:
    add(server, "somebody's")
    assert (await answering(tmp_path, server, HERE)).model == "local/smollm2-135m"


async def test_on_another_server_an_assistant_that_is_there_answers(
    tmp_path: Path, server: FakeServer
) -> None:
    add(server, "theirs")
    assert (await answering(tmp_path, server, THERE)).name == "theirs"
    assert len(server.assistants) == 1


async def test_one_that_we_made_there_comes_first(tmp_path: Path, server: FakeServer) -> None:
    add(server, "ours", threads_tui="default")
    add(server, "theirs")
    assert (await answering(tmp_path, server, THERE)).name == "ours"


async def test_one_that_is_made_there_has_a_model_that_is_offered_there(
    tmp_path: Path, server: FakeServer
) -> None:
    server.models = ["far-70b", "far-8b"]
    assert (await answering(tmp_path, server, THERE)).model == "far-70b"


async def test_a_server_without_a_list_of_models_is_asked_for_ours(
    tmp_path: Path, server: FakeServer
) -> None:
    server.failures["models.list"] = [NotFoundError("Invalid URL (GET /v1/models)", status_code=404)]
    assert (await answering(tmp_path, server, THERE)).model == "local/smollm2-135m"


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()
