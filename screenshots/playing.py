"""How a scene is played: the real app without a terminal around it, and an eye on what it shows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from textual.pilot import Pilot
from textual.screen import Screen

from screenshots.stage import Stage
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import ModelOffer
from tui_threads.cli.open_app import reach
from tui_threads.settings.file import SettingsFile
from tui_threads.ui.app import ThreadsApp
from tui_threads.ui.chat_screen import ChatScreen
from tui_threads.ui.setup import Setup

Scene: TypeAlias = Callable[[Stage], AbstractAsyncContextManager[Pilot[None]]]
"""Brings a state about and keeps it until the block ends."""

_PATIENCE = 20.0
_FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_FONTS = "Fira Code, SF Mono, Menlo, Cascadia Mono, Consolas, DejaVu Sans Mono, Liberation Mono, monospace"
_BETWEEN = re.compile(r"[\s│▌▎┃]+")
"""What stands between words that belong together, where a line was folded."""


@asynccontextmanager
async def app(
    on: Stage, title: str = "", *texts: str, model_offer: ModelOffer | None = None
) -> AsyncIterator[Pilot[None]]:
    """The app with the thread of this title open, as soon as it shows these texts."""
    paths = on.paths
    settings_file = SettingsFile(paths.config_file)
    loaded = settings_file.read().settings
    loaded = replace(loaded, ui=replace(loaded.ui, theme=on.theme))
    there = reach(paths, loaded.profile, loaded)
    with closing(Cache.open(paths.cache_database)) as cache:
        running = ThreadsApp(
            Setup(
                settings=loaded,
                endpoint=there.endpoint,
                connect=there.connect,
                cache=cache,
                model_offer=model_offer,
                open_thread=on.threads.get(title, title) or None,
                image_folder=paths.cache_dir / "images",
                settings_file=settings_file,
                templates_folder=paths.templates_dir,
                pasted_folder=paths.pasted_dir,
                log_file=paths.log_file,
                server_log_file=paths.server_log_file,
                reach=partial(reach, paths),
            )
        )
        async with running.run_test(size=on.size) as pilot:
            await sees(pilot, *texts)
            yield pilot


async def sees(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of this is on the screen, folded or not.

    Raises:
        TimeoutError: it never came, so there is nothing worth a picture.
    """
    wanted = [_BETWEEN.sub("", text) for text in texts]
    seen = ""
    try:
        async with asyncio.timeout(_PATIENCE):
            while not all(text in seen for text in wanted):
                await asyncio.sleep(0.02)
                seen = "".join(_shown(pilot.app.screen))
    except TimeoutError as error:
        rows = "\n".join(strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips())
        raise TimeoutError(f"no {texts} on the screen:\n{rows}") from error
    await pilot.pause()


def _shown(screen: Screen[object]) -> list[str]:
    """What each widget shows, without blanks and folds: columns beside each other do not mix."""
    strips = screen._compositor.render_strips()
    shown = []
    for region, clip in screen._compositor.visible_widgets.values():
        seen = region.intersection(clip)
        rows = [strip.crop(seen.x, seen.right).text for strip in strips[seen.y : seen.bottom]]
        shown.append(_BETWEEN.sub("", "".join(rows)))
    return shown


def chat_screen(pilot: Pilot[None]) -> ChatScreen:
    """The screen under all dialogs."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, ChatScreen)
    return screen


async def does(pilot: Pilot[None], id: str, *texts: str) -> None:
    """Do what the palette does, and wait for what it shows."""
    chat_screen(pilot).action_do(id)
    await sees(pilot, *texts)


async def writes(pilot: Pilot[None], text: str, *keys: str) -> None:
    """Write into the composer at once, then press keys."""
    chat_screen(pilot).panes.composer.insert(text)
    await pilot.pause()
    await pilot.press(*keys)


async def asks(pilot: Pilot[None], text: str, *texts: str) -> None:
    """Send a message, and wait for what it brings."""
    await writes(pilot, text, "enter")
    await sees(pilot, *texts)


def picture(pilot: Pilot[None]) -> str:
    """What the app shows now, as SVG that is right in whatever font of fixed width the reader has.

    A page that shows it as an image lets it load no font, and where the reader's own is Chinese or Japanese
    the wish for full width would blow up every letter. Each piece of text has its length, so columns stay.
    """
    taken = _FONT_FACES.sub("", pilot.app.export_screenshot(title="threads-tui"))
    return taken.replace("font-family: Fira Code, monospace", f"font-family: {_FONTS}").replace(
        "font-variant-east-asian: full-width;", ""
    )
