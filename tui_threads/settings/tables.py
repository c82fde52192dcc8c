"""Turns parsed TOML into the dataclasses of `values`, by their annotations, and gathers what is wrong."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Literal, TypeVar

from tui_threads.settings.checks import check_of
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.values import Settings

_Table = TypeVar("_Table")
_WORDS: Mapping[object, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    path: KeyPath
    words: str
    """What is said after the key's name: `must be true or false, not 3`."""


def read_settings(document: Mapping[str, object]) -> tuple[Settings | None, list[Problem]]:
    """The settings that a document holds, or None and what is wrong with it."""
    reader = _Reader()
    settings = reader.table(Settings, document, ())
    return (None if reader.problems else settings), reader.problems


def value_problems(hint: object, field: Field[object], value: object, path: KeyPath) -> list[Problem]:
    """What is wrong with one value of a field whose annotation is `hint`."""
    reader = _Reader()
    reader.value(hint, value, path)
    if not reader.problems:
        reader.check(field, value, path)
    return reader.problems


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def table(self, kind: type[_Table], values: object, where: KeyPath) -> _Table | None:
        """The dataclass of a table, or None where it cannot be made."""
        if not isinstance(values, Mapping):
            self._no_table(where)
            return None
        assert is_dataclass(kind)
        hints = typing.get_type_hints(kind)
        for key in values:
            if key not in hints:
                self._wrong((*where, key), _unknown(key, sorted(hints)))
        before = len(self.problems)
        read: dict[str, object] = {}
        for item in fields(kind):
            path = (*where, item.name)
            if item.name in values:
                problems = len(self.problems)
                read[item.name] = self.value(hints[item.name], values[item.name], path)
                if len(self.problems) == problems:
                    self.check(item, values[item.name], path)
            elif item.default is MISSING and item.default_factory is MISSING:
                self._wrong(where, f"needs `{item.name}`")
        return kind(**read) if len(self.problems) == before else None

    def value(self, hint: object, value: object, where: KeyPath) -> object:
        """The value as its annotation wants it; anything where it cannot be, which is noted."""
        if isinstance(hint, types.UnionType):  # the only unions here are `X | None`
            hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
        origin, parts = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            if not isinstance(value, list):
                self._wrong(where, 'must be a list, such as ["one", "two"]')
                return ()
            return tuple(self.value(parts[0], item, where) for item in value)
        if origin is Mapping:
            if not isinstance(value, Mapping):
                self._no_table(where)
                return {}
            return {key: self.value(parts[1], item, (*where, key)) for key, item in value.items()}
        if isinstance(hint, type) and is_dataclass(hint):
            return self.table(hint, value, where)
        return self._scalar(hint, value, where)

    def check(self, field: Field[object], value: object, where: KeyPath) -> None:
        """Note what a value of the right type is nevertheless not fit for."""
        if check := check_of(field.metadata):
            for item in value if isinstance(value, list) else [value]:
                if problem := check(item):
                    self._wrong(where, problem)

    def _scalar(self, hint: object, value: object, where: KeyPath) -> object:
        if hint is float and type(value) is int:
            return float(value)
        if typing.get_origin(hint) is Literal:
            if value not in typing.get_args(hint):
                choices = ", ".join(repr(choice) for choice in typing.get_args(hint))
                self._wrong(where, f"must be one of {choices}, not {_as_written(value)}")
        elif isinstance(value, Mapping):  # `app.help = "f2"` where `"app.help" = "f2"` was meant
            name = ".".join((where[-1], *value))
            self._wrong(where, f'must be {_WORDS[hint]}; a name with a dot stands in quotes: `"{name}" = …`')
        elif type(value) is not hint:
            self._wrong(where, f"must be {_WORDS[hint]}, not {_as_written(value)}")
        return value

    def _no_table(self, where: KeyPath) -> None:
        from tui_threads.settings.toml_text import toml_key  # imports json, for a mistake alone

        self._wrong(where, f"must be a table; `[{toml_key(where)}]` on a line of its own begins it")

    def _wrong(self, where: KeyPath, words: str) -> None:
        self.problems.append(Problem(where, words))


def _as_written(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float() | list() | dict():
            return repr(value)
    return str(value)  # a date or a time


def _unknown(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, known, 1)
    meant = f"did you mean `{close[0]}`? " if close else ""
    return f"is not known here; {meant}known are: {', '.join(known)}"
