"""Take every picture of this directory: `python -m screenshots.take [--to DIRECTORY] [NAME ...]`.

The app, the server and its database are the real ones; the provider speaks the lines of `words.py`, so that a
picture shows the same talk each time. `--sweep` takes every scene there is at three sizes, dark and light, by
resizing the running app; `--size 40x12` and `--theme threads-contrast` choose others.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screenshots import (
    scenes_app,
    scenes_composer,
    scenes_first_start,
    scenes_runs,
    scenes_talk,
    scenes_threads,
)
from screenshots.playing import Scene, picture
from screenshots.stage import Theatre, theatre
from tui_threads.ui.themes import DARK, LIGHT

HERE = Path(__file__).parent
SIZES: Final = ("120x40", "80x24", "200x60")
BEGIN: Final = (120, 40)
"""The size at which a scene of the sweep is brought about."""
_AREAS = (scenes_talk, scenes_runs, scenes_threads, scenes_composer, scenes_app, scenes_first_start)

PICTURES: dict[str, tuple[Scene, tuple[int, int], str]] = {
    "chat-dark": (scenes_talk.chat, (120, 40), DARK),
    "chat-light": (scenes_talk.chat, (120, 40), LIGHT),
    "chat-narrow": (scenes_talk.chat, (64, 30), LIGHT),
    "chat-wide": (scenes_talk.chat, (200, 60), LIGHT),
    "image-dark": (scenes_talk.image, (100, 30), DARK),
    "streaming-dark": (scenes_talk.streaming, (100, 30), DARK),
    "first-start-dark": (scenes_first_start.first_start, (100, 30), DARK),
    "search-dark": (scenes_app.search, (100, 30), DARK),
    "assistants-light": (scenes_app.assistants, (100, 30), LIGHT),
    "assistant-editor-dark": (scenes_app.assistant_editor, (100, 40), DARK),
    "tools-dark": (scenes_runs.tools_form, (100, 30), DARK),
    "inspector-dark": (scenes_runs.inspector, (120, 40), DARK),
    "commands-light": (scenes_composer.commands, (100, 30), LIGHT),
    "settings-dark": (scenes_app.settings, (120, 40), DARK),
    "help-light": (scenes_app.help_page, (100, 40), LIGHT),
}


def scenes() -> Iterator[tuple[str, Scene]]:
    """Every scene there is, by its name."""
    for area in _AREAS:
        for name, scene in inspect.getmembers(area, inspect.isfunction):
            if scene.__module__ == area.__name__ and not name.startswith("_"):
                yield name, scene


async def take(names: list[str], destination: Path) -> None:
    """Take the named pictures, or all."""
    async with theatre() as house:
        for name in names or PICTURES:
            scene, size, theme = PICTURES[name]
            async with house.set_stage(size, theme) as on, scene(on) as pilot:
                await _write(picture(pilot), destination / f"{name}.svg")


async def sweep(names: list[str], destination: Path, sizes: list[str], themes: list[str]) -> None:
    """Take the named scenes, or all, at these sizes and in these themes, to look through them."""
    failed = []
    async with theatre() as house:
        for name, scene in scenes():
            if not names or name in names:
                try:
                    await _sweep(house, name, scene, destination, (sizes, themes))
                except TimeoutError as error:
                    failed.append(name)
                    print(f"{name}: {error}", flush=True)
    if failed:
        raise SystemExit(f"Not taken: {', '.join(failed)}")


async def _sweep(
    house: Theatre, name: str, scene: Scene, destination: Path, wanted: tuple[list[str], list[str]]
) -> None:
    sizes, themes = wanted
    async with house.set_stage(BEGIN, themes[0]) as on, scene(on) as pilot:
        for size in sizes:
            width, height = map(int, size.split("x"))
            if (width, height) != pilot.app.size:
                await pilot.resize_terminal(width, height)
            for theme in themes:
                pilot.app.theme = theme
                await pilot.pause(0.1)
                file = f"{name}-{size}-{theme.removeprefix('threads-')}.svg"
                await _write(picture(pilot), destination / file)


async def _write(taken: str, file: Path) -> None:
    await asyncio.to_thread(file.write_text, taken, encoding="utf-8")
    print(file.name, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Take pictures of the real app.")
    arguments.add_argument("--to", type=Path, default=HERE, metavar="DIRECTORY", help="where to write them")
    arguments.add_argument("--sweep", action="store_true", help="every scene at three sizes, dark and light")
    arguments.add_argument("--size", action="append", metavar="WxH", help="sizes of the sweep")
    arguments.add_argument("--theme", action="append", metavar="NAME", help="themes of the sweep")
    arguments.add_argument("names", nargs="*", metavar="NAME", help="some pictures; with --sweep some scenes")
    wanted = arguments.parse_args()
    to = wanted.to.resolve()
    to.mkdir(parents=True, exist_ok=True)
    if wanted.sweep:
        asyncio.run(sweep(wanted.names, to, wanted.size or list(SIZES), wanted.theme or [DARK, LIGHT]))
    else:
        asyncio.run(take(wanted.names, to))


if __name__ == "__main__":
    main()
