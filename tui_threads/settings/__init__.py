"""Frozen settings from options, environment and `config.toml`.

Read once at start, before anything heavy is imported: standard library only. What edits the file is
imported when a person edits it.
"""

from __future__ import annotations

from tui_threads.paths import Paths
from tui_threads.settings.origins import Configuration, Origin, Override
from tui_threads.settings.reading import SettingsError, load, read_configuration
from tui_threads.settings.values import (
    EMBEDDED_MODEL,
    KEYRING_SERVICE,
    LOCAL,
    ProfileSettings,
    ProviderSettings,
    ServerSettings,
    Settings,
    UiSettings,
)

__all__ = [
    "EMBEDDED_MODEL",
    "KEYRING_SERVICE",
    "LOCAL",
    "Configuration",
    "Origin",
    "Override",
    "Paths",
    "ProfileSettings",
    "ProviderSettings",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "UiSettings",
    "load",
    "read_configuration",
]
