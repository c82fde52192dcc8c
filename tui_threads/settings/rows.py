"""The settings as rows, one a key: for `config show`, for reports, and for the settings screen.

What might be a secret (headers, passwords in URLs, arguments of the program that prints a token) is masked
in `public_value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tui_threads.settings.described import KeyDescription, TableDescription, describe
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.origins import Configuration, Origin

MASK = "***"


@dataclass(frozen=True, slots=True)
class Row:
    """One key and what it holds."""

    path: KeyPath
    value: object
    """None where nothing is set and there is no default."""
    origin: Origin
    table: TableDescription
    key: KeyDescription | None
    """None in a table whose keys are for the user to name."""

    @property
    def name(self) -> str:
        return ".".join(self.path)


def rows_of(configuration: Configuration) -> list[Row]:
    """Every key that there is, in the order of the commented default file."""
    return [row for table in describe() for row in _rows(configuration, table)]


def _rows(configuration: Configuration, table: TableDescription) -> Iterator[Row]:
    settings: object = configuration.settings
    if not table.name:
        yield from _keys(configuration, table, (), settings)
        return
    inside = getattr(settings, table.name)
    if table.named:
        for name, entry in inside.items():
            yield from _keys(configuration, table, (table.name, name), entry)
    elif table.free:
        for name, value in inside.items():
            path = (table.name, name)
            yield Row(path, value, configuration.origin(path), table, None)
    else:
        yield from _keys(configuration, table, (table.name,), inside)


def _keys(
    configuration: Configuration, table: TableDescription, above: KeyPath, values: object
) -> Iterator[Row]:
    for key in table.keys:
        path = (*above, key.name)
        yield Row(path, getattr(values, key.name), configuration.origin(path), table, key)


def public_value(path: KeyPath, value: object) -> object:
    """The value with what may be a secret masked, and lists as lists."""
    key = path[-1]
    if isinstance(value, Mapping):
        return {name: MASK for name in value}
    if isinstance(value, tuple):
        return [value[0], MASK] if key == "token_command" and len(value) > 1 else list(value)
    return _without_secrets(value) if isinstance(value, str) else value


def _without_secrets(text: str) -> str:
    """A URL without password and without the values of its query; other text as it is."""
    if "://" not in text:
        return text
    text = re.sub(r"(://[^/@:]*:)[^/]*@", rf"\g<1>{MASK}@", text)
    return re.sub(r"([?&][^=&#]+)=[^&#]*", rf"\g<1>={MASK}", text)
