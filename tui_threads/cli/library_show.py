"""`threads-tui show`: one thread, without the app."""

from __future__ import annotations

import click

from tui_threads.cli import library


@click.command("show")
@click.argument("thread")
@library.profile_option
@library.json_option
def command(thread: str, profile: str | None, as_json: bool) -> None:
    """Print THREAD, named by its id, as Markdown or as the API's own JSON."""
    from tui_threads.chat.exporting.writing import rendered

    copy = library.run(profile, lambda opened: opened.copy(thread))
    click.echo(rendered(copy, "json" if as_json else "markdown"), nl=False)
