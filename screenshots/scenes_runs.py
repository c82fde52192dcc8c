"""Runs and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from screenshots import words
from screenshots.playing import app, asks, does, sees
from screenshots.stage import Stage
from tests.server.providers.scripted import Cut, Gate, Status, delta, finish


@asynccontextmanager
async def thinking(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Before the first token."""
    gate = Gate()
    on.endpoint.answer(gate, words.BEGUN, words.ENDED, *finish())
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "Esc stops")
        await gate.reached.wait()
        yield pilot
        gate.open()


@asynccontextmanager
async def queue(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Two messages that wait for the reply to end."""
    gate = Gate()
    on.endpoint.answer(words.BEGUN, gate, words.ENDED, *finish())
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "give the level a")
        await asks(pilot, "And lines with two levels?", "queue 1")
        await asks(pilot, "Then write a test for each.", "queue 2")
        yield pilot
        gate.open()


@asynccontextmanager
async def stopped(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A reply that was stopped and can go on."""
    gate = Gate()
    on.endpoint.answer(words.BEGUN, gate, words.ENDED, *finish())
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "give the level a")
        await pilot.press("escape")
        await sees(pilot, "stopped")
        gate.open()
        yield pilot


@asynccontextmanager
async def incomplete(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A reply that was as long as it may be."""
    on.endpoint.answer(words.BEGUN, *finish("length"))
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "give the level a", "Enter goes on")
        yield pilot


@asynccontextmanager
async def failed(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A provider that broke off in mid-reply."""
    on.endpoint.answer(words.BEGUN, Cut())
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "try again")
        yield pilot


@asynccontextmanager
async def wrong_key(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A provider that does not take the key."""
    refusal = {"error": {"message": "Incorrect API key provided: sk-…abcd.", "code": "invalid_api_key"}}
    on.endpoint.answer(Status(401, json.dumps(refusal)))
    async with app(on, words.REGEX_LINES, "named groups") as pilot:
        await asks(pilot, words.ASKED_LATER, "tries again")
        yield pilot


@asynccontextmanager
async def tools(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A run of another program that waits for what two functions give."""
    thread = await _weather_run(on)
    async with app(on, thread, "get_weather", "Lisboa", "waits for its functions") as pilot:
        yield pilot


@asynccontextmanager
async def tools_form(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The form for their outputs."""
    thread = await _weather_run(on)
    async with app(on, thread, "get_weather", "Lisboa") as pilot:
        await does(pilot, "run.answer", "submit")
        yield pilot


@asynccontextmanager
async def consent(on: Stage) -> AsyncIterator[Pilot[None]]:
    """Whether a command may carry out a function."""
    thread = await _weather_run(on)
    async with app(on, thread, "get_weather", "Lisboa") as pilot:
        await does(pilot, "run.answer", "submit")
        await pilot.press("h")
        await sees(pilot, "Command for get_weather")
        await pilot.press(*"env", "ctrl+s")
        await sees(pilot, "submit")
        await pilot.press("r")
        await sees(pilot, "always in this folder")
        yield pilot


@asynccontextmanager
async def inspector(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The runs of a thread, with times, tokens and steps."""
    async with app(on, words.UMBRELLA, "Lisboa stays dry") as pilot:
        await does(pilot, "run.inspect", "completed", "get_weather")
        yield pilot


@asynccontextmanager
async def inspector_json(on: Stage) -> AsyncIterator[Pilot[None]]:
    """The same as the server tells it."""
    async with app(on, words.UMBRELLA, "Lisboa stays dry") as pilot:
        await does(pilot, "run.inspect", "completed", "get_weather")
        await pilot.press("v")
        await sees(pilot, '"object"')
        yield pilot


@asynccontextmanager
async def inspector_empty(on: Stage) -> AsyncIterator[Pilot[None]]:
    """A thread without a run."""
    async with app(on, words.RELEASE, "nine lines") as pilot:
        await does(pilot, "run.inspect", "Runs of this thread")
        yield pilot


@asynccontextmanager
async def parameters(on: Stage) -> AsyncIterator[Pilot[None]]:
    """How the runs of this thread are to be."""
    async with app(on, words.TRIP, "lines the dots up") as pilot:
        await does(pilot, "run.parameters", "Temperature")
        yield pilot


async def _weather_run(on: Stage) -> str:
    async with on.client as client:
        desks = [one.id async for one in client.assistants.list() if one.name == "Weather desk"]
        thread = await client.threads.create(
            metadata={"title": "Umbrella on Saturday?"},
            messages=[{"role": "user", "content": words.WEATHER_ASKED}],
        )
        on.endpoint.answer(delta(tool_calls=list(words.WEATHER_CALLS)), *finish("tool_calls"))
        await client.threads.runs.create_and_poll(thread.id, assistant_id=desks[0])
    return thread.id
