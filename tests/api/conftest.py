"""A server on a real socket for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.loopback import Loopback, TestClock


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback() as made:
        yield made


@pytest.fixture
def clock() -> TestClock:
    return TestClock()
