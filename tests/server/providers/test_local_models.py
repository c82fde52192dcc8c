"""Several model files on one machine, run by the real llama.cpp: who answers, and who is in memory when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.server.providers.test_embedded import children
from tui_threads.server.providers.completion import ChatRequest, Piece, TextPiece
from tui_threads.server.providers.router import ModelRouter
from tui_threads.settings import ServerSettings

ASK = ChatRequest(model="", messages=[{"role": "user", "content": "Tell me a story."}], temperature=0)


@pytest.fixture
async def router(tmp_path: Path, model_file: Path) -> AsyncIterator[ModelRouter]:
    for name in ("First.gguf", "second.gguf"):
        (tmp_path / name).symlink_to(model_file)
    server = ServerSettings(discover=False, context_size=512, slots=1, reply_tokens=8)
    made = ModelRouter.from_settings(server, {}, tmp_path)
    yield made
    await made.aclose()
    assert children() == []


async def answer(router: ModelRouter, name: str) -> AsyncGenerator[Piece, None]:
    async with aclosing(router.stream(await router.resolve(name), ASK)) as pieces:
        async for piece in pieces:
            yield piece


async def whole_text(router: ModelRouter, name: str) -> str:
    return "".join([piece.text async for piece in answer(router, name) if isinstance(piece, TextPiece)])


async def only_one_is_loaded() -> None:
    async with asyncio.timeout(30):
        while len(children()) != 1:  # noqa: ASYNC110 - another process is looked at
            await asyncio.sleep(0.01)


async def test_every_file_answers_under_its_name_and_under_its_bare_name(router: ModelRouter) -> None:
    assert {entry.id for entry in await router.list()} == {"local/first", "local/second"}
    for asked, name in (("local/first", "local/first"), ("second", "local/second")):
        resolved = await router.resolve(asked)
        assert (resolved.name, resolved.context_size) == (name, 512)
    assert (await router.resolve("local/third")).name in {"local/first", "local/second"}


async def test_one_model_is_in_memory_at_a_time(router: ModelRouter) -> None:
    first = await whole_text(router, "local/first")
    assert await whole_text(router, "local/second") == first
    await only_one_is_loaded()
    resolved = await router.resolve("local/first")
    assert await router.count_tokens(resolved, ASK.messages) > 5
    await only_one_is_loaded()


async def test_a_model_that_is_still_answering_is_unloaded_only_when_it_has_answered(
    router: ModelRouter,
) -> None:
    async with aclosing(answer(router, "local/first")) as slow:
        said = [await anext(piece async for piece in slow if isinstance(piece, TextPiece))]
        other = await whole_text(router, "local/second")
        assert len(children()) == 2
        said += [piece async for piece in slow if isinstance(piece, TextPiece)]
    assert "".join(piece.text for piece in said) == other
    await only_one_is_loaded()
