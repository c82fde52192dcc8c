"""`threads-tui backup`: a whole copy of what the local server keeps, also while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from tui_threads.paths import Paths


@click.command("backup", short_help="Write all that the local server keeps into a ZIP.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write threads, messages and files of the local server to FILE, a new ZIP.

    The server may run meanwhile. Unpacked into an empty data directory (`threads-tui doctor` says where
    that is) it is what it was.

    \b
    Example:
      threads-tui backup threads.zip
    """
    from tui_threads.server.backup import BackupError, backup

    try:
        backup(Paths.for_user(), file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"written: {file}")
