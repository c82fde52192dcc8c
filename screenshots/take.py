"""Take every picture of this directory: `python -m screenshots.take [--to DIRECTORY] [NAME ...]`.

The app, the server and its database are the real ones; the provider speaks the lines of `words.py`,
so that a picture shows the same talk each time. `--sweep` takes every scene at three sizes, dark and light.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from screenshots import scenes, scenes_dialogs
from screenshots.stage import Stage, stage
from tui_threads.ui.themes import DARK, LIGHT

HERE = Path(__file__).parent
SWEEP = tuple((size, theme) for size in ((80, 24), (120, 40), (200, 60)) for theme in (DARK, LIGHT))

Scene = Callable[[Stage, tuple[int, int], str], Awaitable[str]]

PICTURES: dict[str, tuple[Scene, tuple[int, int], str]] = {
    "chat-dark": (scenes.chat, (120, 40), DARK),
    "chat-light": (scenes.chat, (120, 40), LIGHT),
    "chat-narrow": (scenes.chat, (64, 30), DARK),
    "chat-wide": (scenes.chat, (200, 60), LIGHT),
    "streaming-dark": (scenes.streaming, (100, 30), DARK),
    "first-start-dark": (scenes.first_start, (100, 30), DARK),
    "search-dark": (scenes_dialogs.search, (100, 30), DARK),
    "assistants-light": (scenes_dialogs.assistants, (100, 30), LIGHT),
    "assistant-editor-dark": (scenes_dialogs.assistant_editor, (100, 40), DARK),
    "tools-dark": (scenes_dialogs.tools, (100, 30), DARK),
    "inspector-dark": (scenes_dialogs.inspector, (120, 40), DARK),
    "commands-light": (scenes_dialogs.commands, (100, 30), LIGHT),
    "settings-dark": (scenes_dialogs.settings, (120, 40), DARK),
    "help-light": (scenes.help_page, (100, 40), LIGHT),
}


async def take(names: list[str], destination: Path) -> None:
    """Take the named pictures, or all."""
    async with stage() as on:
        for name in names or PICTURES:
            scene, size, theme = PICTURES[name]
            await _take(on, scene, size, theme, destination / f"{name}.svg")


async def sweep(names: list[str], destination: Path) -> None:
    """Take each scene at every size and theme, to look through them."""
    chosen = {scene.__name__: scene for name, (scene, _, _) in PICTURES.items() if not names or name in names}
    async with stage() as on:
        for name, scene in chosen.items():
            for size, theme in SWEEP:
                file = destination / f"{name}-{size[0]}x{size[1]}-{theme.removeprefix('threads-')}.svg"
                await _take(on, scene, size, theme, file)


async def _take(on: Stage, scene: Scene, size: tuple[int, int], theme: str, file: Path) -> None:
    taken = await scene(on, size, theme)
    await asyncio.to_thread(file.write_text, taken, encoding="utf-8")
    print(file.name, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Take pictures of the real app.")
    arguments.add_argument("--to", type=Path, default=HERE, metavar="DIRECTORY", help="where to write them")
    arguments.add_argument("--sweep", action="store_true", help="every scene at three sizes, dark and light")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(PICTURES)}")
    wanted = arguments.parse_args()
    asyncio.run((sweep if wanted.sweep else take)(wanted.names, wanted.to))


if __name__ == "__main__":
    main()
