"""Commands that carry out functions for a model, and where they may do so without being asked about again.

A consent holds for one function, one folder, the exact command and the program file it named then, as that
file was. Anything else asks again. Functions of a connection, called through `Cache.run`.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Handler:
    """What is run for a function: a program and its arguments, without a shell."""

    function: str
    command: tuple[str, ...]

    @property
    def line(self) -> str:
        """The command as a shell would be given it."""
        return shlex.join(self.command)


class Program(NamedTuple):
    """The file that a command starts."""

    file: str
    digest: str
    """SHA-256 of what is in it, in hex; a file that may be run but not read has none."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Leave to run a command for a function in a folder without asking."""

    function: str
    folder: str
    command: tuple[str, ...]
    program: str
    """The program file that the command named when leave was given."""
    given_at: float
    """Unix seconds."""

    @property
    def line(self) -> str:
        return shlex.join(self.command)


class CommandError(ValueError):
    """A command line that cannot be run; the message is one sentence that says what to mend."""


def parse_command(line: str) -> tuple[str, ...]:
    """The program and arguments of a line, with quotes as a shell has them; nothing else is special.

    Raises:
        CommandError: it is empty, or a quote is not closed.
    """
    try:
        command = tuple(shlex.split(line))
    except ValueError as error:
        raise CommandError("A quote is not closed: close it, or put a backslash before it.") from error
    if not command or not command[0]:
        raise CommandError("Name a program, and its arguments behind it.")
    return command


def find_program(command: tuple[str, ...], folder: Path) -> str:
    """The file that will be run.

    Raises:
        CommandError: there is no such program.
    """
    name = command[0]
    looked = str(folder / Path(name).expanduser()) if "/" in name or "\\" in name else name
    found = shutil.which(looked)
    if found is None:
        raise CommandError(f"There is no program {name!r} here: write its whole path, or mend the name.")
    return str(Path(found).absolute())


def read_program(command: tuple[str, ...], folder: Path) -> Program:
    """The file that will be run, as it is now. It is read whole: not for an event loop.

    Raises:
        CommandError: there is no such program.
    """
    found = find_program(command, folder)
    try:
        with open(found, "rb") as file:
            return Program(found, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return Program(found, "")


def write_handler(connection: sqlite3.Connection, handler: Handler) -> None:
    """Remember a command; one that differs from the last loses every consent."""
    command = json.dumps(handler.command)
    connection.execute(
        "INSERT INTO function_handlers (function, command) VALUES (?, ?)"
        " ON CONFLICT (function) DO UPDATE SET command = excluded.command",
        (handler.function, command),
    )
    connection.execute(
        "DELETE FROM handler_consents WHERE function = ? AND command <> ?", (handler.function, command)
    )


def read_handlers(connection: sqlite3.Connection) -> dict[str, Handler]:
    """Every remembered command, by its function."""
    rows = connection.execute("SELECT function, command FROM function_handlers ORDER BY function")
    return {str(name): Handler(str(name), tuple(json.loads(command))) for name, command in rows}


def forget_handler(connection: sqlite3.Connection, function: str) -> None:
    """Forget a command, and with it every consent to run it."""
    connection.execute("DELETE FROM function_handlers WHERE function = ?", (function,))
    connection.execute("DELETE FROM handler_consents WHERE function = ?", (function,))


def give_consent(connection: sqlite3.Connection, handler: Handler, folder: Path, program: Program) -> None:
    """From now on this command may be run for its function in this folder without asking."""
    connection.execute(
        "INSERT OR REPLACE INTO handler_consents (function, folder, command, program, digest, given_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (handler.function, str(folder), json.dumps(handler.command), *program, time.time()),
    )


def may_run(connection: sqlite3.Connection, handler: Handler, folder: Path, program: Program) -> bool:
    """Whether leave was given for just this."""
    row = connection.execute(
        "SELECT command, program, digest FROM handler_consents WHERE function = ? AND folder = ?",
        (handler.function, str(folder)),
    ).fetchone()
    return row is not None and tuple(row) == (json.dumps(handler.command), *program)


def read_consents(connection: sqlite3.Connection) -> list[Consent]:
    """Every consent, by function and folder."""
    rows = connection.execute(
        "SELECT function, folder, command, program, given_at FROM handler_consents ORDER BY function, folder"
    )
    return [
        Consent(str(function), str(folder), tuple(json.loads(command)), str(program), float(given_at))
        for function, folder, command, program, given_at in rows
    ]


def revoke_consent(connection: sqlite3.Connection, function: str, folder: str) -> None:
    """Ask again before this function's command is run in this folder."""
    connection.execute("DELETE FROM handler_consents WHERE function = ? AND folder = ?", (function, folder))
