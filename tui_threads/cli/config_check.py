"""Everything that is wrong with a configuration file, as `config validate` and `config edit` tell it."""

from __future__ import annotations

import os
from pathlib import Path

from tui_threads.settings import Configuration, SettingsError
from tui_threads.settings.reading import configuration_of, read_text


def check(file: Path, *, alone: bool = False) -> list[str]:
    """Everything that is wrong with a file that can be read, names of keys and themes included.

    Args:
        file: The file; one that is not there is right only where it need not be.
        alone: Whether it is looked at as a file, without what stands above it on this machine.

    Raises:
        SettingsError: it cannot be read.
    """
    text = read_text(file)
    if text is None and alone:
        raise SettingsError(f"There is no {file}.")
    environ = {
        name: value for name, value in os.environ.items() if not (alone and name.startswith("THREADS_TUI_"))
    }
    return _names_problems(configuration_of(file, text, environ))


def _names_problems(configuration: Configuration) -> list[str]:
    """What the app would complain about when it opens."""
    from tui_threads.ui.settings_checks import known_themes, strange_names

    themes, problems = known_themes(configuration.file)
    return [*(f"{origin}: {words}" for origin, words in strange_names(configuration, themes)), *problems]
