"""Frozen settings from `config.toml`.

Read once at start, before anything heavy is imported: standard library only.
What the file may hold is the dataclasses below, a table each; a key they do not know is an error
that names file, line and key, because a misspelt key that is silently ignored is worse.
"""

from __future__ import annotations

import os
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Literal, TypeVar

from tui_threads.paths import Paths

__all__ = [
    "EMBEDDED_MODEL",
    "LOCAL",
    "Paths",
    "ProfileSettings",
    "ProviderSettings",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "UiSettings",
    "load",
]

LOCAL = "local"
"""Name of the profile of our own server, and of the provider of its embedded model."""
EMBEDDED_MODEL = "local/smollm2-135m"
"""Name of the small model that the local server runs itself."""

_Table = TypeVar("_Table")


class SettingsError(Exception):
    """The configuration cannot be used; the message is one sentence that says what to mend."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """`[providers.NAME]`: an OpenAI-compatible endpoint the local server may ask for tokens."""

    base_url: str
    api_key_env: str | None = None
    """Name of the environment variable that holds the key; the key itself never stands in the file."""

    def api_key(self, environ: Mapping[str, str] = os.environ) -> str | None:
        """The key, or None where none is needed or set."""
        return environ.get(self.api_key_env) if self.api_key_env else None


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """`[profiles.NAME]`: a foreign server of the protocol. The profile `local` is our own server."""

    base_url: str
    api_key_env: str | None = None
    token_command: tuple[str, ...] = ()
    """A program and its arguments that print a bearer token."""
    auth: Literal["bearer", "api-key"] = "bearer"
    """`bearer` sends `Authorization: Bearer KEY`, `api-key` sends `api-key: KEY` (Azure)."""
    organization: str | None = None
    project: str | None = None
    api_version: str | None = None
    """Sent as the query parameter `api-version` (Azure)."""
    beta_header: bool = True
    """Whether `OpenAI-Beta: assistants=v2` is sent."""
    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    ca_file: str | None = None
    timeout: float = 600.0
    """Seconds a request may take."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`[server]`: the local server."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free port."""
    fallback_model: str = EMBEDDED_MODEL
    """Answers for every model name that no provider knows."""
    model_path: str | None = None
    """A `.gguf` file to run instead of the small model."""
    context_size: int = 8192
    """Tokens of context of the embedded model."""
    slots: int = 2
    """Runs the embedded model answers at the same time; more wait in order."""
    idle_minutes: float = 15.0
    """Minutes without client and active run after which a server that the app started exits; 0 never."""
    discover: bool = True
    """Look for Ollama, LM Studio and llama-server on their usual loopback ports."""
    database_url: str | None = None
    """SQLAlchemy URL; by default SQLite in the data directory."""
    max_upload_bytes: int = 512 * 1024 * 1024
    sandbox_command: tuple[str, ...] = ()
    """A program and its arguments that run the Python source they are given on standard input: the code
    interpreter. Without one, runs that need it fail."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """`[ui]`: how the app looks and answers keys."""

    theme: str | None = None
    send_key: Literal["enter", "ctrl+j"] = "enter"
    """`enter`, or `ctrl+j` to let Enter make a line."""
    notify: Literal["bell", "osc9", "none"] = "bell"
    """When a reply ends while the terminal is not focused: `bell`, `osc9` or `none`."""
    text_width: int = 100
    """Columns of text at most."""
    ascii: bool = False
    """Draw with ASCII only."""
    images: Literal["auto", "kitty", "sixel", "blocks", "text"] = "auto"
    """How images are drawn: by the terminal (`kitty`, `sixel`), of half blocks, or not at all (`text`)."""
    remote_images: tuple[str, ...] = ()
    """Hosts whose images may be fetched without asking."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `config.toml`."""

    profile: str = LOCAL
    """Profile the app opens with."""
    server: ServerSettings = field(default_factory=ServerSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """`"binding id" = "key,key"`, over the app's own keys."""


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
