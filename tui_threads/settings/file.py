"""`config.toml` as something that can be changed while others may change it too."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.origins import Configuration, Override
from tui_threads.settings.reading import SettingsError, configuration_of, read_text
from tui_threads.settings.values import Settings


class ChangedElsewhere(SettingsError):
    """Another program has changed just the key that was to be changed; nothing was written."""

    def __init__(self, problem: str, configuration: Configuration) -> None:
        super().__init__(problem)
        self.configuration = configuration
        """As the file has it now."""


class SettingsFile:
    """The configuration file with what stands above it. Reads and writes block: call them in a thread."""

    def __init__(
        self, path: Path, environ: Mapping[str, str] = os.environ, flags: Iterable[Override] = ()
    ) -> None:
        self.path = path
        self._environ = environ
        self._flags = tuple(flags)
        self._has_backup = False
        self.configuration = Configuration(Settings(), path)
        """As it was read last; the defaults before that."""

    @property
    def backup(self) -> Path:
        """Where the file is kept as it was before the first change."""
        return self.path.with_name(f"{self.path.name}.bak")

    def read(self) -> Configuration:
        """Read it anew.

        Raises:
            SettingsError: it cannot be used; `configuration` stays what it was.
        """
        self.configuration = self._meaning(read_text(self.path))
        return self.configuration

    def change(self, edits: Mapping[KeyPath, object]) -> Configuration:
        """Set keys, None for the default, and write the file. What else stands in it stays, comments too.

        A file that another program has changed meanwhile is read anew, and the edits are made in that.

        Raises:
            ChangedElsewhere: one of these very keys was changed meanwhile.
            SettingsError: a value will not do, or the file cannot be read or written. Nothing was written.
        """
        from tui_threads.settings.editing import edited
        from tui_threads.settings.template import commented_default

        known = self.configuration.text
        text = read_text(self.path)
        if text != known:
            meanwhile = self._meaning(text)
            if strange := [path for path in edits if _differ(self.configuration, meanwhile, path)]:
                self.configuration = meanwhile
                names = ", ".join(".".join(path) for path in strange)
                raise ChangedElsewhere(
                    f"{names} was changed in {self.path} by another program meanwhile. That is shown; "
                    "make the change again if it should stand.",
                    meanwhile,
                )
            self.configuration = meanwhile
        after = edited(commented_default() if text is None else text, edits)
        configuration = self._meaning(after)
        self._write(after, instead_of=text)
        self.configuration = configuration
        return configuration

    def _meaning(self, text: str | None) -> Configuration:
        return configuration_of(self.path, text, self._environ, self._flags)

    def _write(self, text: str, instead_of: str | None) -> None:
        if instead_of is not None and not self._has_backup:
            try:
                shutil.copy2(self.path, self.backup)
            except OSError as error:
                raise SettingsError(f"Cannot keep {self.backup}: {error.strerror}.") from error
            self._has_backup = True
        write_whole(self.path, text)


def write_whole(file: Path, text: str) -> None:
    """Write a file so that at every moment it is either the old or the new one. Links are followed.

    A file that is new is for its owner alone, as headers in it may hold secrets.

    Raises:
        SettingsError: it cannot be written.
    """
    target = Path(os.path.realpath(file))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as draft:
                draft.write(text.encode("utf-8"))
                draft.flush()
                os.fsync(draft.fileno())
            if target.exists():
                shutil.copymode(target, name)
            os.replace(name, target)
        finally:
            with suppress(FileNotFoundError):  # it is the file by now
                os.unlink(name)
    except OSError as error:
        raise SettingsError(f"Cannot write {file}: {error.strerror}. Check its permissions.") from error


def _differ(one: Configuration, other: Configuration, path: KeyPath) -> bool:
    """Whether two readings of the file disagree about a key."""
    return _in_file(one, path) != _in_file(other, path)


def _in_file(configuration: Configuration, path: KeyPath) -> object:
    import tomllib

    found: object = tomllib.loads(configuration.text or "")
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found
