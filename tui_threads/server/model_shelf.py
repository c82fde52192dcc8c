"""The model files of this machine: the one that the settings name, and those in the folder of models.

Light to import, for the command line and the app use it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tui_threads.settings import EMBEDDED_MODEL, ServerSettings

SMALL_FILE = "smollm2-135m.gguf"
"""Name of the small model's file in the folder of models."""
_LATER_PART = re.compile(r"-(?!0*1-)\d{5}-of-\d{5}$")
"""How the parts of a divided model end; llama.cpp is given the first and finds the others beside it."""


@dataclass(frozen=True, slots=True)
class ModelShelf:
    """Where model files lie. What is put there while the server runs is found at the next look."""

    models_dir: Path
    named: Path | None = None
    """`server.model_path`: the file that answers by default."""

    @classmethod
    def of(cls, models_dir: Path, server: ServerSettings) -> Self:
        """The shelf as the settings have it."""
        return cls(models_dir, Path(server.model_path).expanduser() if server.model_path else None)

    def files(self) -> dict[str, Path]:
        """The files there are, by the name that runs call them; the one that answers by default first.

        That is the named file, even if it is missing, else the small model, else what was put there last.
        """
        found: dict[str, Path] = {}
        if self.named is not None:
            found[_name(self.named)] = self.named
        for file in self._on_the_shelf():
            found.setdefault(_name(file), file)
        return {name: file for name, file in found.items() if file.is_file()}

    def default_name(self) -> str:
        """The model that answers where no other is wanted, whether its file is there or not."""
        if self.named is not None:
            return _name(self.named)
        return next(iter(self.files()), EMBEDDED_MODEL)

    def default(self) -> Path | None:
        """The file of that model, if it is there."""
        return self.files().get(self.default_name())

    def is_small(self, name: str) -> bool:
        """Whether this is the small model, run as its makers advise, be it fetched yet or not."""
        small = self.models_dir / SMALL_FILE
        return name == EMBEDDED_MODEL and self.files().get(name, small) == small

    def _on_the_shelf(self) -> Iterator[Path]:
        files = [file for file in self.models_dir.glob("*.gguf") if _can_answer(file)]
        yield from sorted(files, key=lambda file: (file.name != SMALL_FILE, -_changed_at(file), file.name))


def _name(file: Path) -> str:
    return f"local/{file.stem.lower()}"


def _can_answer(file: Path) -> bool:
    """Whether this is a model, and not a part of one or the eyes of one."""
    return not (file.name.startswith(".") or "mmproj" in file.name or _LATER_PART.search(file.stem))


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # removed, or a link to nothing
        return 0.0
