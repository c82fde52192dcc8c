"""What a value must be beyond its type, and what to write for a key that has no default.

Both stand in the metadata of the fields of `values`, so that the reader, the commented default file and
the settings screen say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Check: TypeAlias = Callable[[object], str | None]
"""Given a value of the right type, what is wrong with it: words that go on after the key's name."""

_CHECK, _EXAMPLE = "check", "example"


def check_of(metadata: Mapping[object, object]) -> Check | None:
    """The check of a field."""
    check = metadata.get(_CHECK)
    return check if callable(check) else None


def example_of(metadata: Mapping[object, object]) -> object:
    """A value that may stand in the file, for a field whose default cannot; else None."""
    return metadata.get(_EXAMPLE)


def example(value: object) -> dict[str, object]:
    """Metadata: what a person might write."""
    return {_EXAMPLE: value}


def within(least: float, most: float | None = None) -> dict[str, object]:
    """Metadata: the smallest and the largest number that make sense, both allowed."""

    def check(value: object) -> str | None:
        assert isinstance(value, int | float)
        if value >= least and (most is None or value <= most):
            return None
        wanted = f"at least {least:g}" if most is None else f"from {least:g} to {most:g}"
        return f"must be {wanted}, not {value!r}"

    return {_CHECK: check}


def url(*schemes: str) -> dict[str, object]:
    """Metadata: a URL with one of these schemes and a host."""
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: object) -> str | None:
        from urllib.parse import urlsplit

        problem = f"must be a URL that begins with {wanted}, not {value!r}"
        try:
            parts = urlsplit(str(value))
            parts.port  # noqa: B018  # raises where it is no number
        except ValueError:
            return problem
        fits = parts.scheme in schemes and bool(parts.hostname) and not re.search(r"\s", str(value))
        return None if fits else problem

    return {_CHECK: check}


def database_url() -> dict[str, object]:
    """Metadata: a URL as SQLAlchemy takes it. It is not repeated, as it may hold a password."""

    def check(value: object) -> str | None:
        if re.match(r"(sqlite\+aiosqlite|postgresql\+psycopg)://", str(value)):
            return None
        return "must be a URL that begins with postgresql+psycopg:// or sqlite+aiosqlite://"

    return {_CHECK: check}


def listen_address() -> dict[str, object]:
    """Metadata: a name or address to listen on, without scheme and port."""

    def check(value: object) -> str | None:
        text = str(value)
        if re.fullmatch(r"[\w.-]+:\d+", text):
            return f"must be an address alone; give the port of {text!r} as `port`"
        if re.fullmatch(r"[\w.-]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\w+)?", text):
            return None
        return f"must be an address such as 127.0.0.1, not {text!r}"

    return {_CHECK: check}


def whole_path() -> dict[str, object]:
    """Metadata: a path that means the same wherever the program was started."""

    def check(value: object) -> str | None:
        if not value or str(value).startswith(("/", "~")) or re.match(r"[A-Za-z]:[\\/]|\\\\", str(value)):
            return None
        return f"must be a whole path, from / or ~ on, not {value!r}"

    return {_CHECK: check}


def remote_host() -> dict[str, object]:
    """Metadata: items that are names of hosts, with a port at most."""

    def check(value: object) -> str | None:
        if re.fullmatch(r"[\w.-]+(:\d+)?", str(value)):
            return None
        return f"must hold names of hosts such as 'example.org', not {value!r}"

    return {_CHECK: check}


def variable_name() -> dict[str, object]:
    """Metadata: the name of an environment variable; a value that looks like a key is not repeated."""

    def check(value: object) -> str | None:
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", str(value)):
            return None
        return "must be the name of an environment variable, never the key itself"

    return {_CHECK: check}
