"""Runs get a model's slots in the order they came."""

from __future__ import annotations

import asyncio

import pytest

from tui_threads.server.running.slots import Slots


async def test_those_beyond_the_slots_wait_in_order_and_know_their_place() -> None:
    slots = Slots()
    places: dict[str, list[int]] = {name: [] for name in "abcd"}
    entered: list[str] = []

    async def enter(name: str) -> None:
        await slots.enter("model", 2, places[name].append)
        entered.append(name)

    tasks = []
    for name in "abcd":
        tasks.append(asyncio.create_task(enter(name)))
        await asyncio.sleep(0)
    assert (entered, places) == (["a", "b"], {"a": [], "b": [], "c": [0], "d": [1]})
    slots.leave("model")
    await tasks[2]
    assert entered == ["a", "b", "c"]
    assert places["d"] == [1, 0]
    slots.leave("model")
    await tasks[3]


async def test_one_that_gives_up_leaves_its_place_to_the_next() -> None:
    slots = Slots()
    places: list[int] = []
    await slots.enter("model", 1, places.append)
    first = asyncio.create_task(slots.enter("model", 1, lambda _: None))
    await asyncio.sleep(0)
    second = asyncio.create_task(slots.enter("model", 1, places.append))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert places == [1, 0]
    slots.leave("model")
    await second


async def test_a_slot_given_to_one_that_gives_up_at_that_moment_is_not_lost() -> None:
    slots = Slots()
    await slots.enter("model", 1, lambda _: None)
    waiting = asyncio.create_task(slots.enter("model", 1, lambda _: None))
    await asyncio.sleep(0)
    slots.leave("model")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(30):
        await slots.enter("model", 1, lambda _: None)


async def test_a_slot_is_not_given_to_one_that_is_just_being_called_off() -> None:
    slots = Slots()
    await slots.enter("model", 1, lambda _: None)
    first = asyncio.create_task(slots.enter("model", 1, lambda _: None))
    second = asyncio.create_task(slots.enter("model", 1, lambda _: None))
    await asyncio.sleep(0)
    first.cancel()
    slots.leave("model")
    with pytest.raises(asyncio.CancelledError):
        await first
    async with asyncio.timeout(30):
        await second
        slots.leave("model")
        await slots.enter("model", 1, lambda _: None)


async def test_models_do_not_wait_for_each_other() -> None:
    slots = Slots()
    await slots.enter("slow", 1, lambda _: None)
    async with asyncio.timeout(30):
        await slots.enter("quick", 1, lambda _: None)
