"""The thread list and what is done to threads."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from screenshots import words
from screenshots.playing import app, chat_screen, does, sees
from screenshots.stage import Stage
from tests.server.providers.scripted import Gate, finish


@asynccontextmanager
async def empty_thread(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A new thread with its example prompts."""
    async with app(on, "", "Explain in five lines", words.REGEX_LINES) as pilot:
        yield pilot


@asynccontextmanager
async def list_focused(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The list in focus, over the talk where it is narrow; one thread runs, another is unread."""
    gate = Gate()
    async with app(on, words.TRIP, "lines the dots up", words.REGEX_LINES) as pilot:
        async with on.client as client:
            await client.threads.messages.create(
                on.threads[words.RELEASE], role="assistant", content="One more: the changelog is done."
            )
            on.endpoint.answer(words.BEGUN, gate, words.ENDED, *finish())
            (desk,) = [one.id async for one in client.assistants.list() if one.name == "Reviewer"]
            await client.threads.runs.create(on.threads[words.UMBRELLA], assistant_id=desk)
        await gate.reached.wait()
        await pilot.press("f5")
        await does(pilot, "threads.show", "One more: the")
        chat_screen(pilot).panes.side.threads.focus()
        await pilot.pause()
        yield pilot
        gate.open()


@asynccontextmanager
async def archived(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Archived threads shown too."""
    async with app(on, words.TRIP, "lines the dots up", words.REGEX_LINES) as pilot:
        await does(pilot, "threads.archived", "Old notes")
        yield pilot


@asynccontextmanager
async def filter_hits(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The list filtered by what is typed."""
    async with app(on, words.TRIP, "lines the dots up", words.REGEX_LINES) as pilot:
        await pilot.press("ctrl+s", *"re")
        await sees(pilot, words.REGEX_LINES)
        yield pilot


@asynccontextmanager
async def filter_nothing(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A filter that nothing matches."""
    async with app(on, words.TRIP, "lines the dots up", words.REGEX_LINES) as pilot:
        await pilot.press("ctrl+s", *"zebra")
        await sees(pilot, "Nothing")
        yield pilot


@asynccontextmanager
async def deleted(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A thread that is gone, and can come back for ten seconds."""
    async with app(on, words.RELEASE, "nine lines", words.REGEX_LINES) as pilot:
        await does(pilot, "thread.delete", "is deleted")
        yield pilot


@asynccontextmanager
async def rename(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Another title."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "thread.rename", "Title of this thread")
        yield pilot


@asynccontextmanager
async def metadata(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Pairs that stay with the thread."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "thread.metadata", "Metadata of this thread")
        yield pilot


@asynccontextmanager
async def export(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What is written where."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "threads.export", "Folder")
        yield pilot


@asynccontextmanager
async def export_report(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What came of it."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "threads.export", "Folder")
        await pilot.press("ctrl+s")
        await sees(pilot, "Exported")
        yield pilot


@asynccontextmanager
async def import_file(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Which file."""
    _dump(Path.home())
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "threads.import", "Import threads from a file")
        yield pilot


@asynccontextmanager
async def import_preview(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What is in it."""
    file = _dump(Path.home())
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "threads.import", "Import threads from a file")
        await pilot.press(*[_KEYS.get(letter, letter) for letter in str(file)], "enter")
        await sees(pilot, "bring them in")
        yield pilot


@asynccontextmanager
async def import_report(on: Stage) -> AsyncIterator[Pilot[None]]:
    """What came of it."""
    async with import_preview(on) as pilot:
        await pilot.press("enter")
        await sees(pilot, "Brought in")
        yield pilot


@asynccontextmanager
async def forks(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A thread that was forked from another."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("g", "j", "j", "f")
        await sees(pilot, "from “Planning")
        yield pilot


_KEYS = {"/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}


def _dump(folder: Path) -> Path:
    """An export of ChatGPT with two talks."""
    file = folder / "conversations.json"
    file.write_text(json.dumps([_talk(1, "Broad beans"), _talk(2, "A name for the cat")]), encoding="utf-8")
    return file


def _talk(number: int, title: str) -> dict[str, object]:
    said = {
        "id": f"said-{number}",
        "author": {"role": "user"},
        "create_time": 1_700_000_000.0 + number,
        "content": {"content_type": "text", "parts": [f"{title}?"]},
    }
    return {
        "id": f"talk-{number}",
        "title": title,
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_100.0,
        "current_node": "b",
        "mapping": {
            "a": {"id": "a", "message": None, "parent": None, "children": ["b"]},
            "b": {"id": "b", "message": said, "parent": "a", "children": []},
        },
    }
