"""`threads-tui login`: a key into the system keyring, never over the command line."""

from __future__ import annotations

import os
import sys

import click

from tui_threads import launcher, settings
from tui_threads.cli.keyring_entry import entry_for, system_keyring
from tui_threads.paths import Paths
from tui_threads.settings import KEYRING_SERVICE

_LONGEST = 65536
"""Characters of a key that are read; tokens of some clouds have several thousand."""


@click.command("login")
@click.argument("name", metavar="PROFILE")
@click.option("--provider", is_flag=True, help="The name is that of a provider of the local server.")
def command(name: str, provider: bool) -> None:
    """Keep the key of PROFILE in the system keyring.

    Asks for the key without showing it, or reads it from a pipe.

    \b
    Examples:
      threads-tui login team
      pass show work/threads | threads-tui login team
      threads-tui login --provider work
    """
    paths = Paths.for_user()
    entry = entry_for(settings.load(paths.config_file), name, provider=provider)
    with system_keyring(entry) as keyring:
        keyring.get_password(KEYRING_SERVICE, entry.user)  # find out before asking whether it can be kept
        key = _read_key(entry.owner)
        keyring.set_password(KEYRING_SERVICE, entry.user, key)
    click.echo(f"The key of {entry.owner} is in the system keyring.")
    if entry.variable and os.environ.get(entry.variable):
        click.echo(f"{entry.variable} is set and stands above it as long as it is.", err=True)
    if provider and launcher.find(paths.server_json):
        click.echo("The local server takes it at its next start: `threads-tui server stop`.", err=True)


def _read_key(owner: str) -> str:
    if sys.stdin.isatty():
        key = click.prompt(f"Key of {owner}", hide_input=True, err=True)
    else:
        key = sys.stdin.read(_LONGEST)
    key = str(key).strip()
    if not key:
        raise click.UsageError("No key was given.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise click.UsageError("That is no key: it holds spaces, line breaks or foreign letters.")
    return key
