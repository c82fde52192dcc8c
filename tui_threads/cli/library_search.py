"""`threads-tui search`: where something was said, without the app."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tui_threads.chat.trouble import trouble_of
from tui_threads.cli import library
from tui_threads.cli.library import OpenLibrary

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.search.everywhere import Place

_WORTH_TELLING = 500
"""Messages to be indexed that take long enough to be told of."""


@click.command(
    "search",
    short_help="Find where something was said.",
    context_settings={"ignore_unknown_options": True},  # -word is part of the query
)
@click.argument("words", nargs=-1, required=True)
@library.profile_option
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="At most N places.",
)
@library.json_option
def command(words: tuple[str, ...], profile: str | None, limit: int, as_json: bool) -> None:
    """Find where WORDS were said: all of them, in any order and letter case, best places first.

    \b
    '"the last section"'            words side by side
    -draft                          not this word
    lis*                            words that begin so
    in:trip                         in threads of this title
    role:user, role:assistant       what you said, what was answered
    after:7d, before:2026-11        when; also 2026, 2026-11-22, today
    has:image, has:file             with an image, with a file
    is:pinned, is:archived          in such threads; with a minus in the others

    The local server's threads are all searched; of other servers' what this machine has read. Exits with 1
    when nothing was found.
    """
    from tui_threads.chat.search.index_file import SearchError
    from tui_threads.chat.search.query import QueryError

    text = " ".join(words).strip()
    if not text:
        raise click.UsageError("There is no word to look for.")
    try:
        places, searched = library.run(profile, lambda opened: _find(opened, text, limit), only_reads=True)
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    except SearchError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text

        told = {"query": text, "searched": searched, "data": [asdict(place) for place in places]}
        click.echo(json_text(told), nl=False)
    else:
        _tell(places, searched)
    if not places:
        sys.exit(1)


async def _find(opened: OpenLibrary, text: str, limit: int) -> tuple[list[Place], str]:
    from tui_threads.api.errors import ApiError
    from tui_threads.chat.search.everywhere import Everywhere

    async def ask(client: ThreadsClient) -> list[Place] | None:
        try:
            return await everywhere.find_on_server(client, text, limit)
        except ApiError as error:
            if trouble_of(error).kind in ("gone", "rejected"):
                return None
            raise

    with closing(Everywhere(opened.cache, opened.profile, _tell_indexing)) as everywhere:
        found = await opened.or_offline(ask) if opened.is_local else None
        if found is not None:
            return found, "server"
        return await everywhere.find(text, limit), "cache"


def _tell_indexing(missing: int) -> None:
    if sys.stderr.isatty() and missing > _WORTH_TELLING:
        click.echo(f"\r\x1b[2Kindexing, {missing} messages to go", err=True, nl=False)
    elif sys.stderr.isatty() and missing:
        click.echo("\r\x1b[2K", err=True, nl=False)


def _tell(places: list[Place], searched: str) -> None:
    from tui_threads.chat.exporting.plain import plain_line
    from tui_threads.chat.exporting.reading import moment

    if searched == "cache":
        click.echo("threads-tui: only messages that this machine has read are searched.", err=True)
    threads: dict[str, list[Place]] = {}
    for place in places:
        threads.setdefault(place.thread_id, []).append(place)
    for thread_id, found in threads.items():
        click.echo(f"{thread_id}  {plain_line(found[0].title) or '(no title)'}")
        for place in found:
            if place.message_id is not None:
                click.echo(f"    {moment(place.created_at)[:10]}  {place.role}: {plain_line(place.snippet)}")
    if not places:
        click.echo("threads-tui: nothing found", err=True)
