"""A server on a real socket for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import certifi
import pytest

from tests.api.loopback import Loopback, TestClock


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback() as made:
        yield made


@pytest.fixture(params=["plainly", "over httpx"])
def both_ways(server: Loopback, request: pytest.FixtureRequest) -> None:
    """The server is spoken to as a neighbour on this machine, then as one far away."""
    if request.param == "over httpx":
        server.profile["ca_file"] = certifi.where()  # encryption may be wanted, so httpx it is


@pytest.fixture
def clock() -> TestClock:
    return TestClock()
