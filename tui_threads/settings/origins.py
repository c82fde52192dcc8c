"""Where a setting comes from: the default, a line of the file, a variable, an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Literal

from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Override:
    """A value that stands above the file's."""

    path: KeyPath
    value: object
    kind: Literal["environment", "flag"]
    name: str
    """The variable or option: `THREADS_TUI_THEME`, `--theme`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from."""

    kind: Literal["default", "file", "environment", "flag"]
    name: str = ""
    """The file, variable or option."""
    line: int | None = None

    @property
    def short(self) -> str:
        """The same without the folders above the file."""
        return str(replace(self, name=PurePath(self.name).name)) if self.kind == "file" else str(self)

    def __str__(self) -> str:
        if self.kind == "file":
            return f"{self.name}, line {self.line}" if self.line else self.name
        return self.name if self.name else "default"


DEFAULT = Origin("default")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings that are in force, and where each comes from."""

    settings: Settings
    file: Path
    text: str | None = None
    """What the file holds; None where there is none."""
    origins: Mapping[KeyPath, Origin] = field(default_factory=dict)
    """Of every value that is not the default."""

    def origin(self, path: KeyPath) -> Origin:
        """Where a value comes from. What the environment gives as a whole, it gives in each of its keys."""
        if path in self.origins:
            return self.origins[path]
        around = [self.origins[path[:depth]] for depth in range(1, len(path)) if path[:depth] in self.origins]
        return next((origin for origin in around if origin.kind == "environment"), DEFAULT)
