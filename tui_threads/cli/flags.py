"""What the flags of `threads-tui` itself say about settings, whatever command follows them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tui_threads.settings import Override

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
