"""What `threads-tui config show` prints: lines that could be the file, or JSON. No secret is in either."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tui_threads.settings import Configuration
from tui_threads.settings.environment import VARIABLES
from tui_threads.settings.public import public_value
from tui_threads.settings.rows import Row
from tui_threads.settings.toml_text import toml_key, toml_value

_COLUMNS = 60
"""Where the sources begin at the latest, but for values that reach farther."""


def as_lines(configuration: Configuration, rows: Sequence[Row], environ: Mapping[str, str]) -> str:
    """A line a key, its source behind it as a comment."""
    missing = "" if configuration.text is not None else " (not there; `threads-tui config init` writes it)"
    pairs = [(_assignment(row), _source(row)) for row in rows]
    width = min(max((len(said) for said, _ in pairs), default=0), _COLUMNS)
    variables = [
        f"# {name} is set{f' to {value}' if value is not True else ''}"
        for name, value in _environment(environ).items()
    ]
    lines = [f"{said:{width}}  # {source}" for said, source in pairs]
    return "\n".join([f"# {configuration.file}{missing}", *lines, *variables])


def as_json_text(configuration: Configuration, rows: Sequence[Row], environ: Mapping[str, str]) -> str:
    """The same for programs."""
    told = {
        "file": str(configuration.file),
        "exists": configuration.text is not None,
        "settings": [
            {
                "key": row.name,
                "value": public_value(row.path, row.value),
                "source": row.origin.kind,
                "name": row.origin.name or None,
                "line": row.origin.line,
            }
            for row in rows
        ],
        "environment": _environment(environ),
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _assignment(row: Row) -> str:
    name, value = toml_key(row.path), public_value(row.path, row.value)
    return f"# {name} is not set" if value is None else f"{name} = {toml_value(value)}"


def _source(row: Row) -> str:
    return f"line {row.origin.line}" if row.origin.line else str(row.origin)


def _environment(environ: Mapping[str, str]) -> dict[str, object]:
    """The variables that are set and mean something here; of a secret only that it is set."""
    return {
        variable.name: True if variable.is_secret else public_value((variable.name,), environ[variable.name])
        for variable in VARIABLES
        if environ.get(variable.name)
    }
