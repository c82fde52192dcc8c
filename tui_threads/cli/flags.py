"""What the flags of `threads-tui` itself say about settings, whatever command follows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tui_threads.settings import Override, Settings, read_configuration

_FLAGS = (
    ("profile", ("profile",), "--profile"),
    ("theme", ("ui", "theme"), "--theme"),
    ("ascii_only", ("ui", "ascii"), "--ascii"),
)
"""Parameter, key of the configuration, and how it is typed."""


def given_flags(context: click.Context) -> Sequence[Override]:
    """The settings that were given by flags before the command."""
    values = context.find_root().params
    return [Override(path, values[name], "flag", flag) for name, path, flag in _FLAGS if values.get(name)]


def settings_for(profile: str | None, file: Path) -> Settings:
    """The settings for a command that has `--profile` itself; that stands above the one before the command.

    Raises:
        SettingsError: as `read_configuration`; there may be no such profile.
    """
    context = click.get_current_context(silent=True)
    given = profile or (context.find_root().params.get("profile") if context is not None else None)
    flags = [Override(("profile",), given, "flag", "--profile")] if given else []
    return read_configuration(file, flags=flags).settings
