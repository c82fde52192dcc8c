"""The user's own themes: a TOML file each, in the folder `themes` beside the configuration.

A file names some or all of the colours of a house theme; what it leaves out is taken from the dark or the
light one, as its `dark` says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui_threads.ui.contrast import contrast
from tui_threads.ui.themes import COLOURS, DARK, LIGHT, Colours, make_theme

_READABLE = 4.5
"""WCAG AA for text."""


class ThemeError(Exception):
    """A theme file cannot be used; the message is one sentence that says what to mend."""


def read_themes(folder: Path) -> tuple[list[Theme], list[str]]:
    """The themes of a folder, and a sentence about each file that is none or hard to read."""
    themes, problems = [], []
    for file in sorted(folder.glob("*.toml")):
        try:
            theme, colours = _read(file)
        except ThemeError as error:
            problems.append(str(error))
            continue
        themes.append(theme)
        problems += _faint(file, colours)
    return themes, problems


def _read(file: Path) -> tuple[Theme, Colours]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"Cannot read {file}; check that it is a text file of yours.") from error
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{file} is not valid TOML ({error}).") from error
    dark = table.pop("dark", True)
    if not isinstance(dark, bool):
        raise ThemeError(f"{file}: `dark` must be true or false.")
    colours = COLOURS[DARK if dark else LIGHT]._replace(**dict(_colours(file, table)))
    return make_theme(file.stem, colours, dark=dark), colours


def _colours(file: Path, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if name not in Colours._fields:
            known = ", ".join(("dark", *Colours._fields))
            raise ThemeError(f"{file}: `{name}` is not known here; known are: {known}.")
        try:
            Color.parse(str(value))
        except ColorParseError as error:
            raise ThemeError(f"{file}: `{name}` is no colour: {value!r}; write it as '#7fc4aa'.") from error
        yield name, str(value)


def _faint(file: Path, colours: Colours) -> Iterator[str]:
    if not colours.ground.startswith("ansi_"):
        ratio = contrast(colours.text, colours.ground)
        if ratio < _READABLE:
            yield f"{file}: `text` on `ground` has a contrast of {ratio:.1f}; {_READABLE} can be read."
