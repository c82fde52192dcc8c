"""`threads-tui server`: look at, stop and use the local server that runs in the background."""

from __future__ import annotations

import shlex
import sys

import click

from tui_threads import launcher
from tui_threads.paths import Paths


@click.group("server")
def command() -> None:
    """See, stop or use the local server in the background."""


@command.command()
def status() -> None:
    """Say whether it runs, and where."""
    address = launcher.find(Paths.for_user().server_json)
    if address is None:
        click.echo("not running")
        sys.exit(1)
    click.echo(f"running at {address.url} (pid {address.pid}, version {address.version})")


@command.command()
def start() -> None:
    """Start it in the background, unless it runs."""
    address = _ensure()
    click.echo(f"running at {address.url} (pid {address.pid}, version {address.version})")


@command.command()
def stop() -> None:
    """Stop it; a reply that is being written is kept as far as it came."""
    try:
        stopped = launcher.stop(Paths.for_user().server_json)
    except launcher.LauncherError as error:
        raise click.ClickException(str(error)) from error
    click.echo("stopped; an app that is open starts it again" if stopped else "not running")


@command.command(short_help="Print what points the openai SDK at it.")
def env() -> None:
    """Print what points the openai SDK at it, as commands of a shell.

    Starts the server where it does not run. The output holds the server's token.

    \b
    Example:
      eval "$(threads-tui server env)"
    """
    address = _ensure()
    click.echo(f"export OPENAI_BASE_URL={shlex.quote(address.url)}")
    click.echo(f"export OPENAI_API_KEY={shlex.quote(address.token)}")


def _ensure() -> launcher.ServerAddress:
    paths = Paths.for_user()
    try:
        return launcher.ensure(paths.server_json, paths.server_log_file)
    except launcher.LauncherError as error:
        raise click.ClickException(str(error)) from error
