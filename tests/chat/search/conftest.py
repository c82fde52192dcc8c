from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.search.library_fixture import SearchedLibrary


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[SearchedLibrary]:
    opened = SearchedLibrary(tmp_path)
    yield opened
    await opened.close()
