"""`threads-tui config edit`: the file in the person's own editor, again where it is not right yet."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tui_threads.cli.config_check import check
from tui_threads.settings import SettingsError
from tui_threads.settings.file import write_whole
from tui_threads.settings.template import commented_default


def edit_until_right(file: Path) -> int:
    """Edit the file, check it, offer to go back; the exit code.

    A file that was made for this and left as it was is taken away again.
    """
    made = not file.exists()
    if made:
        write_whole(file, commented_default())
    while True:
        try:
            click.edit(filename=str(file))
        except click.ClickException as error:
            raise click.ClickException(
                f"The editor failed ({error.message}). Name one in $VISUAL or $EDITOR; the file is {file}."
            ) from error
        finally:
            if made and file.exists() and file.read_bytes() == commented_default().encode():
                file.unlink()
        problems = _problems(file)
        if not problems:
            click.echo(f"{file}: nothing is wrong." if file.exists() else "Nothing was changed.")
            return 0
        for problem in problems:
            click.echo(f"threads-tui: {problem}", err=True)
        if not sys.stdin.isatty() or not click.confirm("Go back to the editor?", default=True, err=True):
            click.echo(f"The file stays as you wrote it: {file}", err=True)
            return 2


def _problems(file: Path) -> list[str]:
    try:
        return check(file)
    except SettingsError as error:
        return list(error.problems)
