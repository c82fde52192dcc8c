"""Reads `config.toml` into the dataclasses of `values`, with what stands above it.

Options stand above the environment, that above the file, the file above the defaults. A key that the
dataclasses do not know is an error that names file, line and key, because a misspelt key that is silently
ignored is worse. All that is wrong is said at once.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path

from tui_threads.settings.environment import ENVIRONMENT_PROFILE, environment_profile, overrides_of
from tui_threads.settings.line_numbers import KeyPath, key_lines, line_of, outer_lines
from tui_threads.settings.origins import Configuration, Origin, Override
from tui_threads.settings.tables import Problem, read_settings
from tui_threads.settings.values import LOCAL, Settings


class SettingsError(Exception):
    """The configuration cannot be used; the message says of each problem where it is and what to mend."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        """A sentence each."""


def load(config_file: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force; a file that is not there means the defaults.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or holds a key or value unknown here.
    """
    return read_configuration(config_file, environ).settings


def read_configuration(
    config_file: Path, environ: Mapping[str, str] = os.environ, flags: Iterable[Override] = ()
) -> Configuration:
    """The settings in force, and where each comes from.

    Raises:
        SettingsError: as `load`.
    """
    return configuration_of(config_file, read_text(config_file), environ, flags)


def read_text(config_file: Path) -> str | None:
    """What the file holds, or None where there is none.

    Raises:
        SettingsError: it cannot be read, or is no text.
    """
    try:
        return config_file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"Cannot read {config_file}: {error.strerror}. Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{config_file} is not UTF-8 text; save it as UTF-8.") from error


def configuration_of(
    config_file: Path, text: str | None, environ: Mapping[str, str], flags: Iterable[Override] = ()
) -> Configuration:
    """As `read_configuration`, of a text that the file holds or might hold.

    Raises:
        SettingsError: it is not TOML, or holds a key or value unknown here.
    """
    try:
        document: dict[str, object] = tomllib.loads(text or "")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_toml_sentence(config_file, text or "", error)) from error
    sources = _Sources(config_file, text or "")
    for override in (*overrides_of(environ), *flags):
        _put(document, override.path, override.value)
        sources.note(override)
    settings, problems = read_settings(document)
    offered = environment_profile(environ)
    if settings is not None and offered is not None and ENVIRONMENT_PROFILE not in settings.profiles:
        settings = replace(settings, profiles={**settings.profiles, ENVIRONMENT_PROFILE: offered})
        sources.origins["profiles", ENVIRONMENT_PROFILE] = Origin("environment", "OPENAI_BASE_URL")
    problems += _strange_names(document, settings)
    if problems or settings is None:
        raise SettingsError(*map(sources.sentence, sorted(problems, key=sources.line)))
    return Configuration(settings, config_file, text, sources.found(document))


def _strange_names(document: Mapping[str, object], settings: Settings | None) -> list[Problem]:
    """Names that are taken, and a profile that there is not."""
    taken = [
        Problem((table, LOCAL), "is taken by what this machine runs itself; choose another name")
        for table in ("providers", "profiles")
        if isinstance(entries := document.get(table), Mapping) and LOCAL in entries
    ]
    if settings is None or settings.profile == LOCAL or settings.profile in settings.profiles:
        return taken
    if settings.profile == ENVIRONMENT_PROFILE:
        words = "needs the variable OPENAI_BASE_URL, a URL that begins with http:// or https://"
        return [*taken, Problem(("profile",), f"= {ENVIRONMENT_PROFILE!r} {words}")]
    known = ", ".join(sorted({LOCAL, *settings.profiles}))
    names = f"= {settings.profile!r} names no [profiles.*] table; known are: {known}"
    return [*taken, Problem(("profile",), names)]


def _put(document: MutableMapping[str, object], path: KeyPath, value: object) -> None:
    *tables, key = path
    for name in tables:
        inner = document.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # the file's own problem, which is said
        document = inner
    document[key] = value


class _Sources:
    """Where what is read stands, for errors and for whoever asks."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._lines = key_lines(text)
        self.origins: dict[KeyPath, Origin] = {}

    def note(self, override: Override) -> None:
        self.origins[override.path] = Origin(override.kind, override.name)

    def sentence(self, problem: Problem) -> str:
        return f"{self._origin(problem)}: `{'.'.join(problem.path)}` {problem.words}."

    def line(self, problem: Problem) -> int:
        """What problems are told in the order of: what stands above the file comes first."""
        return self._origin(problem).line or 0

    def found(self, document: Mapping[str, object]) -> dict[KeyPath, Origin]:
        """The origin of every value that is not the default."""
        return {path: self._in_file(path) for path in _paths(document)} | self.origins

    def _origin(self, problem: Problem) -> Origin:
        return self.origins.get(problem.path) or self._in_file(problem.path)

    def _in_file(self, path: KeyPath) -> Origin:
        return Origin("file", str(self._file), line_of(self._lines, path))


def _paths(document: Mapping[str, object], above: KeyPath = ()) -> list[KeyPath]:
    paths = []
    for key, value in document.items():
        path = (*above, key)
        paths.append(path)
        if isinstance(value, Mapping):
            paths += _paths(value, path)
    return paths


def _toml_sentence(file: Path, text: str, error: tomllib.TOMLDecodeError) -> str:
    said = re.fullmatch(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
    problem = said.group(1) if said else str(error)
    line = int((said and said.group(2)) or len(text.splitlines()))
    advice = next((words for sign, words in _ADVICE.items() if sign in problem), "Mend the line.")
    return f"{file}, line {line}: {_broken_key(text, line, problem)}not valid TOML ({problem}). {advice}"


def _broken_key(text: str, line: int, problem: str) -> str:
    """The key that a line gives, or that a value still open on it was begun for."""
    begun = [(at, ".".join(table + key)) for at, table, key in outer_lines(text) if at <= line and key]
    if begun and begun[-1][0] == line:
        return f"`{begun[-1][1]}` is "
    if begun and problem.startswith(("Unclosed", "Unterminated")):
        return f"`{begun[-1][1]}`, begun on line {begun[-1][0]}, is "
    return ""


_ADVICE = {
    "Invalid value": 'Text stands in quotes; switches are true or false, lists are ["one", "two"].',
    "Illegal character": "A quote is not closed.",
    "Unterminated string": "A quote is not closed.",
    "Unescaped": "Text with a backslash stands in single quotes.",
    "Cannot overwrite": "It stands there twice; take one out.",
    "Cannot declare": "The table stands there twice; put its keys together.",
    "Expected '='": "A line is `key = value`, or the name of a table: `[ui]`.",
    "Expected ']'": "The name of a table stands in brackets, parts with a blank in it in quotes.",
    "Expected newline": "A line holds one key; text stands in quotes.",
    "Unclosed array": "A list ends with `]`.",
}
"""What to do, by words of `tomllib`'s own."""
