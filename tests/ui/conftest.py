"""A pilot that waits until what it set going is done, not until the processor seems to have nothing to do.

Textual takes a program that uses no processor time for idle. On a busy machine that is also one that was not
let near the processor, in the middle of handing a key from the app to a dialog and its result back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest
from textual._queue import Queue
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot

_LONGEST = 2.0
"""Seconds after which a handler that waits for something else is not waited for."""


def at_work(pump: MessagePump) -> bool:
    """Whether it handles a message, or has one to handle."""
    queue: Queue[Message | None] = pump._message_queue
    resting: Collection[object] = queue.ready_event._waiters  # told nowhere else
    return pump.is_running and (queue.qsize() > 0 or len(resting) == 0)


async def settled(app: App[object]) -> None:
    """Wait until no message is under way in an app."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _LONGEST
    while any(map(at_work, (app, *app._registry))) and loop.time() < end:  # noqa: ASYNC110 - nothing tells it
        await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def settling_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `pause` and `press` return when every message is handled that came of them."""
    wait = Pilot._wait_for_screen

    async def wait_and_settle(pilot: Pilot[object], timeout: float = 30.0) -> bool:  # noqa: ASYNC109
        done = await wait(pilot, timeout)
        await settled(pilot.app)
        return done

    monkeypatch.setattr(Pilot, "_wait_for_screen", wait_and_settle)
