"""`threads-tui config`: where the configuration is, what is in force, whether it is right; changing it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from tui_threads.cli.flags import given_flags
from tui_threads.paths import Paths
from tui_threads.settings import SettingsError, read_configuration


@click.group("config")
def command() -> None:
    """See, check and change the settings.

    Options stand above environment variables, these above the configuration file, that above the
    defaults. Without a file the defaults are in force.
    """


@command.command("path")
def print_path() -> None:
    """Print where the configuration file is, or would be."""
    click.echo(Paths.for_user().config_file)


@command.command()
def init() -> None:
    """Write the commented default file, unless there is one.

    Every key stands in it with its description, switched off by a #.
    """
    from tui_threads.settings.file import write_whole
    from tui_threads.settings.template import commented_default

    file = Paths.for_user().config_file
    if file.exists() or file.is_symlink():
        raise click.ClickException(f"{file} is there already; `threads-tui config edit` opens it.")
    write_whole(file, commented_default())
    click.echo(f"written: {file}")


@command.command()
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(keys: tuple[str, ...], as_json: bool) -> None:
    """Print what is in force and where it comes from.

    With KEYs only these, such as `ui` or `ui.theme`. Keys of servers are never printed; what may be a
    secret is masked.
    """
    from tui_threads.cli.config_show import as_json_text, as_lines
    from tui_threads.settings.rows import rows_of

    flags = given_flags(click.get_current_context())
    configuration = read_configuration(Paths.for_user().config_file, flags=flags)
    rows = [row for row in rows_of(configuration) if not keys or _is_wanted(row.name, keys)]
    if keys and not rows:
        raise click.UsageError(f"No key {' '.join(keys)}; `threads-tui config show` lists all.")
    told = as_json_text if as_json else as_lines
    click.echo(told(configuration, rows, os.environ))


def _is_wanted(name: str, keys: Iterable[str]) -> bool:
    return any(name == key or name.startswith(f"{key}.") for key in keys)


@command.command(short_help="Check the configuration and name every problem.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def validate(file: Path | None) -> None:
    """Check the configuration, or FILE alone, and name every problem with file, line and key.

    \b
    Exit codes: 0 nothing is wrong, 2 something is.
    """
    from tui_threads.cli.config_check import check

    checked = file or Paths.for_user().config_file
    try:
        problems = check(checked, alone=file is not None)
    except SettingsError as error:
        problems = list(error.problems)
    for problem in problems:
        click.echo(f"threads-tui: {problem}", err=True)
    if problems:
        sys.exit(2)
    there = checked.exists()
    click.echo(f"{checked}: nothing is wrong." if there else f"{checked} is not there; the defaults hold.")


@command.command(short_help="Open the configuration in your editor.")
def edit() -> None:
    """Open the configuration file in $VISUAL or $EDITOR, and check it afterwards.

    Where there is none, the commented default file is written first.
    """
    from tui_threads.cli.config_edit import edit_until_right

    sys.exit(edit_until_right(Paths.for_user().config_file))
