"""What may be set, in words: every table and key of `values` with type, default and description.

Commented default file, settings screen and documentation are made of this. The descriptions are read from
the source at the moment they are wanted, so that a start does not pay for them.
"""

from __future__ import annotations

import ast
import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Literal, TypeAlias

from tui_threads.settings import values
from tui_threads.settings.checks import example_of
from tui_threads.settings.values import Settings

Kind: TypeAlias = Literal["choice", "switch", "whole", "number", "text", "list", "table"]
_KINDS: Mapping[object, Kind] = {bool: "switch", int: "whole", float: "number", str: "text"}


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """One key."""

    name: str
    words: str
    kind: Kind
    hint: object
    """The annotation, as `tables.value_problems` wants it."""
    field: Field[object]
    choices: tuple[str, ...] = ()
    """What a choice is among."""

    @property
    def required(self) -> bool:
        return self.field.default is MISSING and self.field.default_factory is MISSING

    @property
    def default(self) -> object:
        """The default; None where there is none."""
        if self.field.default_factory is not MISSING:
            return self.field.default_factory()
        return None if self.field.default is MISSING else self.field.default

    @property
    def sample(self) -> tuple[object, bool]:
        """A value to show in a file, and whether it is the default rather than an example."""
        shown = example_of(self.field.metadata)
        has_default = not self.required and self.default not in (None, (), {})
        return (self.default, True) if has_default or shown is None else (shown, False)


@dataclass(frozen=True, slots=True)
class TableDescription:
    """One table."""

    name: str
    """As in the file: `server`; empty for the keys above all tables."""
    words: str
    keys: tuple[KeyDescription, ...]
    named: bool = False
    """Whether there is one for each name, `[profiles.NAME]`."""
    free: bool = False
    """Whether its keys are for the user to name, as in `[keys]`; then `keys` is empty."""
    sample: Mapping[str, object] | None = None
    """What might stand in a free table."""


def describe() -> tuple[TableDescription, ...]:
    """Every table, in the order of the file, the keys that stand above all tables first."""
    words = _words()
    tables: list[TableDescription] = []
    top: list[KeyDescription] = []
    hints = typing.get_type_hints(Settings)
    for item in fields(Settings):
        hint = hints[item.name]
        kind = typing.get_args(hint)[1] if typing.get_origin(hint) is Mapping else hint
        if isinstance(kind, type) and is_dataclass(kind):
            said = words.get((kind.__name__, ""), "").partition(": ")[2]
            keys = _keys(kind, words)
            tables.append(TableDescription(item.name, _sentence(said), keys, named=kind is not hint))
        elif kind is not hint:
            sample = example_of(item.metadata)
            assert isinstance(sample, Mapping)
            said = words.get(("Settings", item.name), "")
            tables.append(TableDescription(item.name, said, (), free=True, sample=sample))
        else:
            top.append(_key(item, hint, words.get(("Settings", item.name), "")))
    return (TableDescription("", words.get(("Settings", ""), ""), tuple(top)), *tables)


def _keys(kind: type, words: Mapping[tuple[str, str], str]) -> tuple[KeyDescription, ...]:
    hints = typing.get_type_hints(kind)
    assert is_dataclass(kind)
    return tuple(
        _key(item, hints[item.name], words.get((kind.__name__, item.name), "")) for item in fields(kind)
    )


def _key(item: Field[object], hint: object, words: str) -> KeyDescription:
    inner = hint
    if isinstance(hint, types.UnionType):  # the only unions here are `X | None`
        inner = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    origin = typing.get_origin(inner)
    if origin is Literal:
        return KeyDescription(item.name, words, "choice", hint, item, typing.get_args(inner))
    kind: Kind = "list" if origin is tuple else "table" if origin is Mapping else _KINDS[inner]
    return KeyDescription(item.name, words, kind, hint, item)


def _words() -> dict[tuple[str, str], str]:
    """The strings below classes and fields, by class and field, on one line each."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(values)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        found[node.name, ""] = _one_line(ast.get_docstring(node) or "")
        for statement, below in zip(node.body, node.body[1:], strict=False):
            match statement, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[node.name, name] = _one_line(text)
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
