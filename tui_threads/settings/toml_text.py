"""Values as TOML writes them, on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from tui_threads.settings.line_numbers import KeyPath


def toml_value(value: object) -> str:
    """A value of the settings: text, number, switch, list or table of these."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return repr(value)
        case Mapping():
            inner = ", ".join(f"{toml_key((str(key),))} = {toml_value(one)}" for key, one in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case Sequence():
            return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"{type(value).__name__} is no value of the settings")


def toml_key(path: KeyPath) -> str:
    """A key with the tables above it: `keys."thread.new"`."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else toml_value(part) for part in path)
