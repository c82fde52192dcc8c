"""No test reads or writes the home of the person who runs it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.model_fixture"]

# How long an example takes says more of what else the machine does than of the program.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def own_home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own for each test, with nothing in it, and no settings from outside."""
    with tempfile.TemporaryDirectory(prefix="threads-tui-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for name in list(os.environ):
            if name.startswith(("THREADS_TUI_", "OPENAI_", "AZURE_")) and name != "THREADS_TUI_TEST_MODELS":
                monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(home))
        for name, place in {
            "XDG_CONFIG_HOME": ".config",
            "XDG_DATA_HOME": ".local/share",
            "XDG_STATE_HOME": ".local/state",
            "XDG_CACHE_HOME": ".cache",
            "XDG_RUNTIME_DIR": "run",
        }.items():
            monkeypatch.setenv(name, str(home / place))
        yield home
