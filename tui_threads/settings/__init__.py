"""Frozen settings from `config.toml`.

Read once at start, before anything heavy is imported: standard library only.
"""

from __future__ import annotations

from tui_threads.paths import Paths
from tui_threads.settings.reading import SettingsError, load
from tui_threads.settings.values import (
    EMBEDDED_MODEL,
    LOCAL,
    ProfileSettings,
    ProviderSettings,
    ServerSettings,
    Settings,
    UiSettings,
)

__all__ = [
    "EMBEDDED_MODEL",
    "LOCAL",
    "Paths",
    "ProfileSettings",
    "ProviderSettings",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "UiSettings",
    "load",
]
