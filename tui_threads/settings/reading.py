"""Reads `config.toml` into the dataclasses of `values`.

A key they do not know is an error that names file, line and key, because a misspelt key that is silently
ignored is worse.
"""

from __future__ import annotations

import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Literal, TypeVar

from tui_threads.settings.values import LOCAL, Settings

_Table = TypeVar("_Table")


class SettingsError(Exception):
    """The configuration cannot be used; the message is one sentence that says what to mend."""


def load(config_file: Path) -> Settings:
    """Read the configuration; a file that is not there means the defaults.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or holds a key or value unknown here.
    """
    try:
        text = config_file.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"Cannot read {config_file}: {error.strerror}. Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{config_file} is not UTF-8 text; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_toml_sentence(config_file, text, error)) from error
    settings = _Reader(config_file, text).table(Settings, document, ())
    for table, names in (("providers", settings.providers), ("profiles", settings.profiles)):
        if LOCAL in names:
            raise SettingsError(
                f"{config_file}: `{table}.{LOCAL}` is taken by what this machine runs itself."
            )
    if settings.profile != LOCAL and settings.profile not in settings.profiles:
        raise SettingsError(f"{config_file}: profile = {settings.profile!r} names no [profiles.*] table.")
    return settings


def _toml_sentence(file: Path, text: str, error: tomllib.TOMLDecodeError) -> str:
    said = re.fullmatch(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
    problem = said.group(1) if said else str(error)
    line = (said and said.group(2)) or len(text.splitlines())
    return f"{file}, line {line}: not valid TOML ({problem}). Mend the line or move the file away."


class _Reader:
    """Turns parsed TOML into the dataclasses above, by their annotations."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._lines = text.splitlines()

    def table(self, kind: type[_Table], values: object, where: tuple[str, ...]) -> _Table:
        if not isinstance(values, Mapping):
            raise self._error(where, "must be a table")
        assert is_dataclass(kind)
        hints = typing.get_type_hints(kind)
        for key in values:
            if key not in hints:
                known = ", ".join(sorted(hints))
                raise self._error((*where, key), f"is not known here; known are: {known}")
        for item in fields(kind):
            required = item.default is MISSING and item.default_factory is MISSING
            if required and item.name not in values:
                raise self._error(where, f"needs `{item.name}`")
        read = {key: self._value(hints[key], value, (*where, key)) for key, value in values.items()}
        return kind(**read)

    def _value(self, hint: object, value: object, where: tuple[str, ...]) -> object:
        if isinstance(hint, types.UnionType):  # the only unions here are `X | None`
            hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
        origin, parts = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            if not isinstance(value, list):
                raise self._error(where, "must be a list")
            return tuple(self._value(parts[0], item, where) for item in value)
        if origin is Mapping:
            if not isinstance(value, Mapping):
                raise self._error(where, "must be a table")
            return {key: self._value(parts[1], item, (*where, key)) for key, item in value.items()}
        if isinstance(hint, type) and is_dataclass(hint):
            return self.table(hint, value, where)
        return self._scalar(hint, value, where)

    def _scalar(self, hint: object, value: object, where: tuple[str, ...]) -> object:
        if hint is float and type(value) is int:
            return float(value)
        if typing.get_origin(hint) is Literal and value not in typing.get_args(hint):
            choices = ", ".join(repr(choice) for choice in typing.get_args(hint))
            raise self._error(where, f"must be one of {choices}, not {value!r}")
        names = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        for kind, name in names.items():
            if hint is kind and type(value) is not kind:
                raise self._error(where, f"must be {name}, not {value!r}")
        return value

    def _error(self, where: tuple[str, ...], problem: str) -> SettingsError:
        line = self._line(where)
        place = f"{self._file}, line {line}" if line else str(self._file)
        return SettingsError(f"{place}: `{'.'.join(where)}` {problem}.")

    def _line(self, where: tuple[str, ...]) -> int | None:
        """Where a key stands, by a look at the text: tomllib keeps no positions."""
        for depth in range(len(where), 0, -1):
            header, key = ".".join(where[: depth - 1]), where[depth - 1]
            table = ""
            for number, line in enumerate(self._lines, start=1):
                if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                    table = match.group(1).replace('"', "")
                    if table == ".".join(where[:depth]):
                        return number
                elif table == header and re.match(rf'\s*"?{re.escape(key)}"?\s*[.=]', line):
                    return number
        return None
