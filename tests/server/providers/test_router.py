"""Which model answers for which name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.model_fixture import model_file
from tests.server.providers.scripted import ScriptedEndpoint, Status
from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    ProviderError,
    TextPiece,
    UsagePiece,
)
from tui_threads.server.providers.discovery import Discovery
from tui_threads.server.providers.openai_compatible import OpenAICompatible
from tui_threads.server.providers.router import ModelRouter
from tui_threads.settings import ProviderSettings, ServerSettings

__all__ = ["model_file"]


@pytest.fixture
def big() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(models=["large", "shared", "vendor/nested"]) as endpoint:
        yield endpoint


@pytest.fixture
def small() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(models=["little:latest", "shared"]) as endpoint:
        yield endpoint


@pytest.fixture
async def router(
    big: ScriptedEndpoint, small: ScriptedEndpoint, tmp_path: Path
) -> AsyncIterator[ModelRouter]:
    made = ModelRouter.from_settings(
        ServerSettings(fallback_model="big/large", discover=False),
        {"big": ProviderSettings(big.base_url, "BIG_KEY"), "small": ProviderSettings(small.base_url)},
        tmp_path,
        {"BIG_KEY": "sk-big"},
    )
    yield made
    await made.aclose()


@pytest.mark.parametrize(
    ("requested", "name"),
    [
        ("small/little:latest", "small/little:latest"),
        ("small/not-listed", "small/not-listed"),
        ("big/vendor/nested", "big/vendor/nested"),
        ("vendor/nested", "big/vendor/nested"),
        ("little", "small/little:latest"),
        ("large", "big/large"),
        ("shared", "big/large"),
        ("gpt-4o", "big/large"),
        ("nobody/model", "big/large"),
        ("local/another", "big/large"),
        ("", "big/large"),
    ],
)
async def test_a_name_finds_its_model_or_the_fallback(router: ModelRouter, requested: str, name: str) -> None:
    assert (await router.resolve(requested)).name == name


@pytest.mark.parametrize(
    ("asked", "entry"),
    [("little", "small/little:latest"), ("big/shared", "big/shared"), ("shared", None), ("gpt-4o", None)],
)
async def test_a_listed_model_is_found_by_its_bare_name(
    router: ModelRouter, asked: str, entry: str | None
) -> None:
    found = await router.entry(asked)
    assert (found and found.id) == entry


async def test_the_provider_is_asked_by_its_own_name_for_the_model_and_with_its_key(
    router: ModelRouter, big: ScriptedEndpoint
) -> None:
    request = ChatRequest(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    resolved = await router.resolve("gpt-4o")
    pieces = [piece async for piece in router.stream(resolved, request)]
    assert pieces[:2] == [TextPiece("Hello"), TextPiece(" there.")]
    assert big.requests[0].body["model"] == "large"
    assert big.requests[0].headers["authorization"] == "Bearer sk-big"


async def test_models_of_all_providers_are_listed_and_those_of_a_dead_one_left_out(
    router: ModelRouter, small: ScriptedEndpoint
) -> None:
    dead = OpenAICompatible("dead", "http://127.0.0.1:9/v1", retries=0)
    router.configured = {**router.configured, "dead": dead}
    assert [entry.id for entry in await router.list()] == [
        "big/large",
        "big/shared",
        "big/vendor/nested",
        "small/little:latest",
        "small/shared",
    ]


async def test_the_small_model_answers_by_default(tmp_path: Path, model_file: Path) -> None:
    router = ModelRouter.from_settings(ServerSettings(discover=False), {}, model_file.parent)
    resolved = await router.resolve("gpt-4o")
    assert resolved.name == "local/smollm2-135m"
    assert (resolved.context_size, resolved.slots, resolved.sees_images) == (8192, 2, False)
    assert [entry.id for entry in await router.list()] == ["local/smollm2-135m"]


async def test_another_model_file_answers_in_place_of_the_small_one(tmp_path: Path, model_file: Path) -> None:
    (tmp_path / "Other.gguf").symlink_to(model_file)
    server = ServerSettings(discover=False, model_path=str(tmp_path / "Other.gguf"))
    router = ModelRouter.from_settings(server, {}, tmp_path / "nothing")
    name = "local/other"
    assert [(await router.resolve(asked)).name for asked in ("gpt-4o", "local/smollm2-135m", name)] == [
        name
    ] * 3


@pytest.mark.parametrize("own_file", [False, True], ids=["small model", "another file"])
async def test_a_reply_ends_at_the_limit_of_the_configuration(model_file: Path, own_file: bool) -> None:
    path = str(model_file) if own_file else None
    server = ServerSettings(discover=False, model_path=path, context_size=512, slots=1, reply_tokens=3)
    router = ModelRouter.from_settings(server, {}, model_file.parent)
    request = ChatRequest(model="", messages=[{"role": "user", "content": "Tell me a story."}])
    answer = [piece async for piece in router.stream(await router.resolve("gpt-4o"), request)]
    assert answer[-1] == FinishPiece("length")
    assert [piece.completion_tokens for piece in answer if isinstance(piece, UsagePiece)] == [3]
    await router.aclose()


async def test_without_any_model_the_person_is_told_how_to_get_one(tmp_path: Path) -> None:
    router = ModelRouter.from_settings(ServerSettings(discover=False), {}, tmp_path)
    with pytest.raises(ProviderError, match="models pull"):
        await router.resolve("gpt-4o")
    assert await router.list() == []


async def test_a_fallback_that_nobody_has_is_named(tmp_path: Path) -> None:
    server = ServerSettings(discover=False, fallback_model="nowhere/model")
    with pytest.raises(ProviderError, match="nowhere/model"):
        await ModelRouter.from_settings(server, {}, tmp_path).resolve("gpt-4o")


async def test_a_model_file_that_is_gone_is_named(tmp_path: Path) -> None:
    server = ServerSettings(
        discover=False, model_path=str(tmp_path / "Mine.gguf"), fallback_model="local/mine"
    )
    with pytest.raises(ProviderError, match=r"Mine\.gguf.*model_path"):
        await ModelRouter.from_settings(server, {}, tmp_path).resolve("local/mine")


async def test_a_server_on_a_usual_port_is_found_and_used(tmp_path: Path) -> None:
    with ScriptedEndpoint(models=["llama3"]) as endpoint:
        port = int(endpoint.base_url.split(":")[2].split("/")[0])
        router = ModelRouter.from_settings(ServerSettings(), {}, tmp_path)
        router.discovery = Discovery({"ollama": port, "lmstudio": 9})
        assert [entry.id for entry in await router.list()] == ["ollama/llama3"]
        resolved = await router.resolve("llama3")
        assert resolved.name == "ollama/llama3"
        request = ChatRequest(model="", messages=[{"role": "user", "content": "Hi"}])
        assert [piece async for piece in router.stream(resolved, request)]
        await router.aclose()


async def test_a_found_server_that_went_away_is_forgotten() -> None:
    time = 0.0
    with ScriptedEndpoint() as endpoint:
        port = int(endpoint.base_url.split(":")[2].split("/")[0])
        discovery = Discovery({"ollama": port}, clock=lambda: time)
        assert set(await discovery.find()) == {"ollama"}
    assert set(await discovery.find()) == {"ollama"}
    time = 31.0
    assert set(await discovery.find()) == set()
    await discovery.aclose()


async def test_another_program_on_a_usual_port_is_no_model_server() -> None:
    with ScriptedEndpoint(models=[]) as endpoint:
        endpoint.listing = Status(200, '{"hello": "world"}')
        port = int(endpoint.base_url.split(":")[2].split("/")[0])
        discovery = Discovery({"llama-server": port})
        assert await discovery.find() == {}
