"""Follows a run from anywhere: live where it is driven here, told again from the database otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tui_threads.server.running.broadcast import Place, RunFeed
from tui_threads.server.running.retelling import StoredRun, load, retell
from tui_threads.server.state import State

_DRIVEN = frozenset({"queued", "in_progress", "cancelling"})
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
    if stored.run.status in _DRIVEN:
        return _watch(state, thread_id, run_id, place)
    return _all_told(stored).follow(place)


def _all_told(stored: StoredRun) -> RunFeed:
    feed = retell(stored)
    feed.close()
    return feed


async def _watch(state: State, thread_id: str, run_id: str, place: Place) -> AsyncIterator[bytes]:
    while True:
        async with state["database"].read() as connection:
            stored = await load(connection, thread_id, run_id)
        if stored.run.status not in _DRIVEN:
            async for chunk in _all_told(stored).follow(place):
                yield chunk
            return
        chunk, place = retell(stored).told_after(place)
        if chunk:
            yield chunk
        await asyncio.sleep(_LOOK_SECONDS)
