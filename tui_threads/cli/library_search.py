"""`threads-tui search`: where something was said, without the app."""

from __future__ import annotations

import sys
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

import click

from tui_threads.chat.trouble import trouble_of
from tui_threads.cli import library
from tui_threads.cli.library import OpenLibrary

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.exporting.finding import Hit


@click.command("search", short_help="Find where something was said.")
@click.argument("words", nargs=-1, required=True)
@library.profile_option
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most N places.")
@library.json_option
def command(words: tuple[str, ...], profile: str | None, limit: int, as_json: bool) -> None:
    """Find where WORDS were said, as one phrase in any letter case.

    The local server searches all its threads; for other servers what this machine mirrors is searched:
    the messages that were opened here. Exits with 1 when nothing was found.
    """
    phrase = " ".join(words).strip()
    if not phrase:
        raise click.UsageError("There is no word to look for.")
    hits, searched = library.run(profile, lambda opened: _find(opened, phrase, limit))
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text

        told = {"query": phrase, "searched": searched, "data": [asdict(hit) for hit in hits]}
        click.echo(json_text(told), nl=False)
    else:
        _tell(hits, searched)
    if not hits:
        sys.exit(1)


async def _find(opened: OpenLibrary, phrase: str, limit: int) -> tuple[list[Hit], str]:
    from tui_threads.chat.exporting.finding import find_mirrored, find_on_server

    async def ask(client: ThreadsClient) -> list[Hit] | None:
        from tui_threads.api.errors import ApiError

        try:
            return await find_on_server(client, phrase, limit)
        except ApiError as error:
            if trouble_of(error).kind in ("gone", "rejected"):
                return None
            raise

    found = await opened.or_offline(ask) if opened.is_local else None
    if found is not None:
        return found, "server"
    return await find_mirrored(opened.cache, opened.profile, phrase, limit), "cache"


def _tell(hits: list[Hit], searched: str) -> None:
    from tui_threads.chat.exporting.plain import plain_line
    from tui_threads.chat.exporting.reading import moment

    if searched == "cache":
        click.echo("threads-tui: only messages that were opened on this machine are searched.", err=True)
    for (thread_id, title), places in groupby(hits, key=lambda hit: (hit.thread_id, hit.title)):
        click.echo(f"{thread_id}  {plain_line(title) or '(no title)'}")
        for hit in places:
            if hit.message_id is not None:
                click.echo(f"    {moment(hit.created_at)[:10]}  {hit.role}: {plain_line(hit.snippet)}")
    if not hits:
        click.echo("threads-tui: nothing found", err=True)
