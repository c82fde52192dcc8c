"""The small model's real file, fetched once and kept for the next session."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tui_threads.server import model_files


@pytest.fixture(scope="session")
def model_file() -> Path:
    """The GGUF file; `THREADS_TUI_TEST_MODELS` names the directory to keep it in."""
    kept = os.environ.get("THREADS_TUI_TEST_MODELS")
    directory = Path(kept) if kept else user_cache_path("threads-tui-tests", appauthor=False) / "models"
    return asyncio.run(model_files.pull(directory, lambda done, total: None))
