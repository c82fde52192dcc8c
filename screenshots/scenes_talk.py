"""A thread and what can be seen in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from screenshots import words
from screenshots.playing import app, asks, chat_screen, sees
from screenshots.stage import Stage
from tests.server.providers.scripted import Gate, finish


@asynccontextmanager
async def chat(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A thread with a table, code and a citation."""
    listed = [words.REGEX_LINES] if on.size[0] >= 80 else []  # where the list is not put away
    async with app(on, words.TRIP, "[1] lisbon-guide.md", "Travel desk ·", *listed) as pilot:
        yield pilot


@asynccontextmanager
async def streaming(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A reply that is being written."""
    gate = Gate()
    on.endpoint.answer(words.BEGUN, gate, words.ENDED, *finish())
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "give the level a")
        yield pilot
        gate.open()


@asynccontextmanager
async def image(on: Stage) -> AsyncIterator[Pilot[None]]:
    """An image in half-blocks, as every terminal can draw it."""
    async with app(on, words.BRIDGE, "Museu do Oriente", "▀") as pilot:
        yield pilot


@asynccontextmanager
async def citation(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A footnote with its quote opened."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await _reach_first_answer(pilot)
        await pilot.press("o", "enter")
        await sees(pilot, "save the file")
        yield pilot


@asynccontextmanager
async def steps(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The steps of a run, folded."""
    async with app(on, words.UMBRELLA, "Lisboa stays dry", "get_weather") as pilot:
        yield pilot


@asynccontextmanager
async def steps_unfolded(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The steps of a run with all they hold."""
    async with app(on, words.UMBRELLA, "Lisboa stays dry", "get_weather") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("g", "j", "enter")
        await pilot.pause()
        yield pilot


@asynccontextmanager
async def raw(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The text as it came."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await _reach_first_answer(pilot)
        await pilot.press("v")
        await sees(pilot, "|---|")
        yield pilot


@asynccontextmanager
async def focused(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A message in focus, with what can be done to it."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await _reach_first_answer(pilot)
        yield pilot


@asynccontextmanager
async def selection(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Some lines selected by keys."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await _reach_first_answer(pilot)
        await pilot.press(*["shift+down"] * 5)
        yield pilot


@asynccontextmanager
async def find(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Finding a word in this thread."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("slash", *"sintra")
        await sees(pilot, "of")
        yield pilot


@asynccontextmanager
async def find_nothing(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Finding a word that nobody said."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        chat_screen(pilot).panes.transcript.focus()
        await pilot.press("slash", *"porto")
        await pilot.pause()
        yield pilot


async def _reach_first_answer(pilot: Pilot[None]) -> None:
    chat_screen(pilot).panes.transcript.focus()
    await pilot.press("g", "j", "j")
    await pilot.pause()
