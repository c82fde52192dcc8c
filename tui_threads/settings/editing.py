"""Changes keys of a TOML text and leaves everything else as the person wrote it: comments, order, blanks.

A key that the commented default file shows switched off is switched on where it stands, rather than
added at the end of its table; a key that goes back to its default is switched off again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Item

from tui_threads.settings.line_numbers import KeyPath, key_lines, outer_lines
from tui_threads.settings.template import EXAMPLE_MARK
from tui_threads.settings.toml_text import toml_key

Edits: TypeAlias = Mapping[KeyPath, object]
"""New values by key; None takes the key, or the whole table, away."""


def edited(text: str, edits: Edits) -> str:
    """The text with the edits made.

    Raises:
        tomllib.TOMLDecodeError: the text is not TOML.
    """
    for path, value in edits.items():
        wanted = _as_wanted(tomllib.loads(text), path, value)
        in_place = _switched_off(text, path) if value is None else _switched_on(text, path, value)
        if in_place is not None and _reads_as(in_place, wanted):
            text = in_place
        else:
            text = _added(text, path, value)
            assert _reads_as(text, wanted), path
    return text


def _as_wanted(document: dict[str, object], path: KeyPath, value: object) -> dict[str, object]:
    """What the text must hold afterwards."""
    wanted = deepcopy(document)
    table = wanted
    for name in path[:-1]:
        inner = table.setdefault(name, {})
        assert isinstance(inner, dict)
        table = inner
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = _plain(value)
    return wanted


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def _reads_as(text: str, wanted: Mapping[str, object]) -> bool:
    """Whether a text means this; tables without keys count as none."""
    try:
        return _without_empty(tomllib.loads(text)) == _without_empty(wanted)
    except tomllib.TOMLDecodeError:
        return False


def _without_empty(table: Mapping[str, object]) -> dict[str, object]:
    kept = {
        key: _without_empty(value) if isinstance(value, Mapping) else value for key, value in table.items()
    }
    return {key: value for key, value in kept.items() if value != {}}


def _added(text: str, path: KeyPath, value: object) -> str:
    """The text with the key set or taken away by tomlkit, which keeps the rest."""
    document = tomlkit.parse(text)
    table: dict[str, object] = document  # its tables are dicts too
    for depth, name in enumerate(path[:-1], start=1):
        if name not in table:
            if value is None:
                return text
            table[name] = tomlkit.table(is_super_table=depth < len(path) - 1)
        inner = table[name]
        assert isinstance(inner, dict)
        table = inner
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = _item(value)
    return tomlkit.dumps(document)


def _item(value: object) -> Item:
    plain = _plain(value)
    if isinstance(plain, dict):
        inline: InlineTable = tomlkit.inline_table()
        inline.update(plain)
        return inline
    return tomlkit.item(plain)


def _switched_on(text: str, path: KeyPath, value: object) -> str | None:
    """The text with the `#key = ...` line of the table switched on; None where there is no such line."""
    if path in key_lines(text):
        return None
    lines = text.splitlines(keepends=True)
    pattern = re.compile(rf"#\s?({re.escape(toml_key(path[-1:]))}\s*=.*?)(?:{re.escape(EXAMPLE_MARK)})?\s*")
    for number in _lines_of_table(text, path[:-1]):
        line = lines[number - 1]
        if match := pattern.fullmatch(line.strip()):
            ending = line[len(line.rstrip("\r\n")) :]
            lines[number - 1] = match.group(1).rstrip() + ending
            try:
                return _added("".join(lines), path, value)
            except TOMLKitError:  # the line was prose after all
                lines[number - 1] = line
    return None


def _switched_off(text: str, path: KeyPath) -> str | None:
    """The text with a `#` before the key; None where the key is not there or goes over several lines."""
    number = key_lines(text).get(path)
    if number is None:
        return None
    lines = text.splitlines(keepends=True)
    lines[number - 1] = f"#{lines[number - 1].lstrip()}"
    return "".join(lines)


def _lines_of_table(text: str, table: KeyPath) -> list[int]:
    """The numbers of the lines that stand in a table, the nearest to its header first."""
    headers = [(number, inside) for number, inside, key in outer_lines(text) if not key]
    count = len(text.splitlines())
    bounds = [(0, ()), *headers, (count + 1, ())]
    return [
        number
        for (first, inside), (after, _) in pairwise(bounds)
        if inside == table
        for number in range(first + 1, after)
    ]
