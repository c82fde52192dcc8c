"""Settings as text that is typed: a value into the field, and back into what the file holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from tui_threads.settings.described import KeyDescription, describe
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.tables import value_problems
from tui_threads.ui.dialogs.form import Field
from tui_threads.ui.key_names import strange_key

_ASKED: Mapping[str, str] = {
    "whole": "a whole number",
    "number": "a number",
    "list": "one a line",
    "table": "one a line, as name: value",
}


class NotUsable(ValueError):
    """The text is no value for this key; the message is a sentence for the person."""


def field_of(path: KeyPath, key: KeyDescription, value: object) -> Field:
    """The field in which a key is typed. Empty means the default."""
    many = key.kind in ("list", "table")
    default = "" if key.required or key.default in (None, (), {}) else f"empty: {_text(key.default)}"
    return Field(
        "value",
        ".".join(path),
        _text(value),
        kind="text" if many else "line",
        help=_ASKED.get(key.kind, ""),
        placeholder=default,
        check=_checked(lambda text: value_of(path, key, text)),
        rows=5,
    )


def keys_field(id: str, keys: str, default: str) -> Field:
    """The field in which the keys of an action are typed."""
    return Field(
        "value",
        id,
        keys,
        help="keys apart by commas, such as f11,ctrl+n",
        placeholder=f"empty: {default}" if default else "no key",
        check=lambda text: strange_key(text.strip()) if text.strip() else None,
    )


def value_of(path: KeyPath, key: KeyDescription, text: str) -> object:
    """What the text means; None for the default.

    Raises:
        NotUsable: it means nothing this key could hold.
    """
    value = _parsed(key, text.strip())
    if value is None:
        if key.required:
            raise NotUsable("This is needed.")
        return None
    problems = value_problems(key.hint, key.field, value, path)
    if problems:
        words = problems[0].words
        raise NotUsable(f"It {words}." if words.startswith("must") else f"{words}.")
    return value


def _parsed(key: KeyDescription, text: str) -> object:
    if not text:
        return None
    match key.kind:
        case "whole" | "number":
            try:
                return int(text) if key.kind == "whole" else float(text)
            except ValueError as error:
                raise NotUsable(f"Type {_ASKED[key.kind]}.") from error
        case "list":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "table":
            return dict(_pair(line) for line in text.splitlines() if line.strip())
        case _:
            return text


def _pair(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise NotUsable("Write each line as name: value.")
    return name.strip(), value.strip()


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case Mapping():
            return "\n".join(f"{name}: {one}" for name, one in value.items())
        case list() | tuple():
            return "\n".join(map(str, value))
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _checked(read: Callable[[str], object]) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        try:
            read(text)
        except NotUsable as error:
            return str(error)
        return None

    return check


def new_entry_fields(table: str, taken: Collection[str]) -> list[Field]:
    """What must be known of a new profile or provider; the rest is set in its lines afterwards."""

    def check_name(text: str) -> str | None:
        name = text.strip()
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            return "Give it a short name of letters, digits, - and _."
        return f"There is a {name!r} already." if name in taken else None

    keys = {key.name: key for part in describe() if part.name == table for key in part.keys}
    return [
        Field("name", "Name", placeholder="work", check=check_name),
        *(
            replace(
                field_of((table, "NAME", name), keys[name], None),
                name=name,
                label=label,
                help=said,
                placeholder=str(keys[name].sample[0]),
            )
            for name, label, said in (
                ("base_url", "Base URL", "up to and including /v1"),
                ("api_key_env", "Key variable", "name of the variable that holds the key, if it needs one"),
            )
        ),
    ]
