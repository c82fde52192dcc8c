"""The settings as rows, one a key: for `config show` and for the settings screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui_threads.settings.described import KeyDescription, TableDescription, describe
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.origins import Configuration, Origin


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
