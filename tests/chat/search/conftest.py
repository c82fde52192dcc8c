from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.search.library_fixture import SearchedLibrary


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SearchedLibrary]:
    opened = SearchedLibrary(tmp_path)
    yield opened
    opened.close()
