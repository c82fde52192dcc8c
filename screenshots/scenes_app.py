"""Help, palette, settings, profiles, assistants, search: what opens over the talk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from screenshots import words
from screenshots.playing import app, chat_screen, does, sees
from screenshots.stage import Stage

_UNREACHED = '[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"\n'


@asynccontextmanager
async def help_page(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Help and keys."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("f1")
        await sees(pilot, "search the keys", "Send")
        yield pilot


@asynccontextmanager
async def palette(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Everything that can be done."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("ctrl+p", *"thread")
        await sees(pilot, "New thread")
        await pilot.pause(0.3)
        yield pilot


@asynccontextmanager
async def assistants(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Who could answer."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("ctrl+o")
        await sees(pilot, "Reviewer", "Weather desk")
        yield pilot


@asynccontextmanager
async def assistant_editor(on: Stage) -> AsyncIterator[Pilot[None]]:
    """An assistant and all that belongs to it."""
    async with assistants(on) as pilot:
        await pilot.press(*"reviewer", "ctrl+e")
        await sees(pilot, "Instructions")
        yield pilot


@asynccontextmanager
async def settings(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Every setting, with where it comes from."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "app.settings", "text_width")
        yield pilot


@asynccontextmanager
async def setting_editor(on: Stage) -> AsyncIterator[Pilot[None]]:
    """One of them, being changed."""
    async with settings(on) as pilot:
        await pilot.press(*"density", "enter")
        await sees(pilot, "compact")
        yield pilot


@asynccontextmanager
async def themes(on: Stage) -> AsyncIterator[Pilot[None]]:
    """All themes."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "app.themes", "threads-contrast")
        yield pilot


@asynccontextmanager
async def profiles(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Servers one could talk to."""
    on.configure(_UNREACHED)
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "app.profile", "work")
        yield pilot


@asynccontextmanager
async def log(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What the app and the server wrote down."""
    on.paths.log_file.parent.mkdir(parents=True, exist_ok=True)
    on.paths.log_file.write_text(
        "2026-11-27 09:12:01.102Z INFO 4242 cli.open_app: Version 0.1.0 opens with profile local\n"
        "2026-11-27 09:12:07.310Z WARNING 4242 chat.link: offline: The server does not answer.\n"
        "2026-11-27 09:12:09.018Z ERROR 4242 chat.session: The run has failed: rate_limit_exceeded\n",
        encoding="utf-8",
    )
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "app.log", "opens with profile")
        yield pilot


@asynccontextmanager
async def search(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Hits in all threads."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("ctrl+f", *"days")
        await sees(pilot, "found", "Search all messages")
        yield pilot


@asynccontextmanager
async def search_begun(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Search with nothing typed yet."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("ctrl+f")
        await sees(pilot, "Search all messages")
        yield pilot


@asynccontextmanager
async def search_nothing(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Search without a hit."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("ctrl+f", *"zebra")
        await sees(pilot, "zebra", "Search all messages")
        await pilot.pause(0.3)
        yield pilot


@asynccontextmanager
async def confirm(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A question before something is lost."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("g", "d")
        await sees(pilot, "for good")
        yield pilot


@asynccontextmanager
async def message_json(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A message as the server tells it."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("g", "i")
        await sees(pilot, '"object"')
        yield pilot


@asynccontextmanager
async def offline(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A profile whose server is not there."""
    on.configure(_UNREACHED)
    text = on.paths.config_file.read_text(encoding="utf-8")
    on.paths.config_file.write_text('profile = "work"\n' + text, encoding="utf-8")
    async with app(on, "", "offline") as pilot:
        yield pilot


@asynccontextmanager
async def too_small(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A terminal with no room; the sweep shows it in every size there is."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.resize_terminal(38, 11)
        await pilot.pause()
        yield pilot
