"""The composer and what it offers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Paste
from textual.pilot import Pilot

from screenshots import words
from screenshots.playing import app, asks, chat_screen, does, sees, writes
from screenshots.seeding import dusk
from screenshots.stage import Stage


@asynccontextmanager
async def commands(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What `/` offers in the composer."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await pilot.press("slash")
        await sees(pilot, "/attach")
        yield pilot


@asynccontextmanager
async def mentions(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What `@` offers."""
    _folder_of_files()
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await writes(pilot, "Look at ")
        await pilot.press("at", *"no")
        await sees(pilot, "notes.md")
        yield pilot


@asynccontextmanager
async def chips(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Files and pasted text that go with the message."""
    folder = _folder_of_files()
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        screen = chat_screen(pilot)
        await screen.parts.attaching.attach(
            screen.work.draft_key, [folder / "notes.md", folder / "bridge.png"]
        )
        await writes(pilot, "What is wrong in this log?\n")
        screen.panes.composer.post_message(
            Paste("\n".join(f"line {number}: all is well" for number in range(80)))
        )
        await sees(pilot, "notes.md", "bridge.png", "80 lines")
        yield pilot


@asynccontextmanager
async def draft(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A draft of several lines."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await writes(pilot, "A first line,\na second one,\n\nand a last.")
        yield pilot


@asynccontextmanager
async def prompt_history(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What was sent before."""
    async with app(on, words.RELEASE, "nine lines") as pilot:
        for text in ("Shorten it by a third.", "Who should read it first?"):
            await asks(pilot, text, text, "Hello there.")
            await sees(pilot, "saved")
        await asyncio.sleep(0.3)
        await pilot.press("ctrl+r")
        await sees(pilot, "Earlier prompts", "Shorten it by a third.")
        yield pilot


@asynccontextmanager
async def templates(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Prompts of one's own."""
    _templates(on)
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "composer.template", "review")
        yield pilot


@asynccontextmanager
async def template_form(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The places of one."""
    _templates(on)
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "composer.template", "review")
        await pilot.press(*"review", "enter")
        await sees(pilot, "insert it")
        yield pilot


@asynccontextmanager
async def no_templates(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The folder is empty."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "composer.template")
        await pilot.pause(0.3)
        yield pilot


def _folder_of_files() -> Path:
    folder = Path.home() / "work"
    folder.mkdir()
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    (folder / "notebook.ipynb").write_text("{}", encoding="utf-8")
    (folder / "bridge.png").write_bytes(dusk(320, 150))
    os.chdir(folder)
    return folder


def _templates(on: Stage) -> None:
    on.paths.templates_dir.mkdir(parents=True)
    (on.paths.templates_dir / "review.md").write_text(
        "---\ndescription: Review a change\n---\nReview {{what = this change}} for {{whom = a newcomer}}.\n",
        encoding="utf-8",
    )
    (on.paths.templates_dir / "explain.md").write_text("Explain {{thing}} in five lines.\n", encoding="utf-8")
