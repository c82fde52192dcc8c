"""`threads-tui completions`: what teaches a shell to complete our words."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

_PROGRAM, _VARIABLE = "threads-tui", "_THREADS_TUI_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")


@click.command("completions", short_help="Print what teaches your shell to complete.")
@click.argument("shell", required=False, type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str | None) -> None:
    """Print the completion of SHELL; by default of the one you are in.

    It completes commands and options, and the threads, assistants, profiles and models that are known.
    A thread can be named by a part of its title: Tab puts its id there.

    \b
    Examples:
      threads-tui completions bash > ~/.local/share/bash-completion/completions/threads-tui
      threads-tui completions zsh > ~/.zfunc/_threads-tui     # fpath+=~/.zfunc, before compinit
      threads-tui completions fish > ~/.config/fish/completions/threads-tui.fish
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    completion = get_completion_class(name) if name in _SHELLS else None
    if completion is None:
        raise click.UsageError(f"Which shell? One of {', '.join(_SHELLS)}.")
    group = context.find_root().command
    click.echo(completion(group, {}, _PROGRAM, _VARIABLE).source())
