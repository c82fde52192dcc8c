"""`threads-tui logout`: a key out of the system keyring."""

from __future__ import annotations

import os

import click

from tui_threads import settings
from tui_threads.cli.keyring_entry import entry_for, is_stored, system_keyring
from tui_threads.paths import Paths
from tui_threads.settings import KEYRING_SERVICE


@click.command("logout")
@click.argument("name", metavar="PROFILE")
@click.option("--provider", is_flag=True, help="The name is that of a provider of the local server.")
def command(name: str, provider: bool) -> None:
    """Take the key of PROFILE out of the system keyring."""
    entry = entry_for(settings.load(Paths.for_user().config_file), name, provider=provider)
    with system_keyring(entry) as keyring:
        if not is_stored(keyring, entry):
            raise click.ClickException(f"The system keyring holds no key of {entry.owner}.")
        keyring.delete_password(KEYRING_SERVICE, entry.user)
    click.echo(f"The key of {entry.owner} is gone from the system keyring.")
    if entry.variable and os.environ.get(entry.variable):
        click.echo(f"{entry.variable} is still set.", err=True)
