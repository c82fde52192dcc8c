"""Follows a run from anywhere: live where it is driven here, told again from the database otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tui_threads.server.running.broadcast import Place
from tui_threads.server.running.retelling import load, retell
from tui_threads.server.state import State

_LOOK_SECONDS = 0.25
"""How often a run that another process drives is looked at."""


async def follow(
    state: State, thread_id: str, run_id: str, place: Place, progress: bool
) -> AsyncIterator[bytes]:
    """A run's events after `place`, and on to where it ends or waits.

    Raises:
        ApiProblem: 404, before anything is sent.
    """
    async with state["database"].read() as connection:
        stored = await load(connection, thread_id, run_id)
    if feed := state["runner"].feed(run_id):
        return feed.follow(place, progress=progress)
    feed = retell(stored)
    if stored.run.status in ("queued", "in_progress", "cancelling"):
        return _watch(state, thread_id, run_id, place)
    return feed.follow(place)


async def _watch(state: State, thread_id: str, run_id: str, place: Place) -> AsyncIterator[bytes]:
    while True:
        async with state["database"].read() as connection:
            stored = await load(connection, thread_id, run_id)
        feed = retell(stored)
        if stored.run.status not in ("queued", "in_progress", "cancelling"):
            async for chunk in feed.follow(place):
                yield chunk
            return
        chunk, place = feed.told_after(place)
        if chunk:
            yield chunk
        await asyncio.sleep(_LOOK_SECONDS)
