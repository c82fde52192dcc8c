"""`threads-tui models`: the model files on this machine, and what the server can answer with."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

import click

from tui_threads import launcher
from tui_threads.cli.completing import complete_model_file
from tui_threads.cli.library import confirm
from tui_threads.cli.models_pull import pull
from tui_threads.paths import Paths


@click.group("models")
def command() -> None:
    """Fetch and remove model files; list what the server can answer with."""


command.add_command(pull)


@command.command("list")
def list_models() -> None:
    """List the models that the local server can answer with."""
    paths = Paths.for_user()
    try:
        address = launcher.ensure(paths.server_json, paths.server_log_file)
        request = urllib.request.Request(
            f"{address.url}/models", headers={"Authorization": f"Bearer {address.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            models = json.load(answer)["data"]
    except (launcher.LauncherError, urllib.error.URLError) as error:
        raise click.ClickException(str(error)) from error
    if not models:
        click.echo("none; `threads-tui models pull` fetches the small one", err=True)
        sys.exit(1)
    for model in models:
        click.echo(model["id"])


@command.command()
@click.argument("model", shell_complete=complete_model_file)
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(model: str, yes: bool) -> None:
    """Remove the file of MODEL, `local/NAME`, from the folder of models."""
    from tui_threads.server.model_shelf import ModelShelf

    files = ModelShelf(Paths.for_user().models_dir).files()
    file = files.get(model) or files.get(f"local/{model}")
    if file is None:
        there = ", ".join(files) or "none"
        raise click.UsageError(f"There is no {model} in the folder of models; there: {there}.")
    if not yes:
        confirm(f"Remove {file} ({file.stat().st_size / 1e6:,.0f} MB)?")
    try:
        file.unlink()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be removed: {error.strerror}.") from error
    click.echo(f"removed {file}")
