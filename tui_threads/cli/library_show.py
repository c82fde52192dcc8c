"""`threads-tui show`: one thread, without the app."""

from __future__ import annotations

import click

from tui_threads.cli import completing, library


@click.command("show", short_help="Print one thread.")
@click.argument("thread", shell_complete=completing.complete_thread)
@library.profile_option
@library.json_option
def command(thread: str, profile: str | None, as_json: bool) -> None:
    """Print THREAD, named by its id, as Markdown or as the API's own JSON."""
    from tui_threads.chat.exporting.writing import rendered

    copy = library.run(profile, lambda opened: opened.copy(thread), only_reads=True)
    click.echo(rendered(copy, "json" if as_json else "markdown"), nl=False)
