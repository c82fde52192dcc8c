"""`threads-tui list`: every thread, without the app."""

from __future__ import annotations

import click

from tui_threads.chat.exporting.plain import plain_line
from tui_threads.chat.library import metadata_of
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.cli import library
from tui_threads.cli.library import OpenLibrary


@click.command("list")
@library.profile_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@click.option("--archived", is_flag=True, help="Archived threads too.")
@library.json_option
def command(profile: str | None, limit: int | None, archived: bool, as_json: bool) -> None:
    """List threads, pinned ones first, then the newest.

    A server that cannot list its threads, as the hosted API never could, has those listed that this
    machine knows.
    """
    rows, from_server = library.run(profile, lambda opened: _list(opened, limit, archived), only_reads=True)
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text, list_object

        told = list_object([_object(row) for row in rows], [row.id or "" for row in rows])
        click.echo(json_text({**told, "listed_by": "server" if from_server else "cache"}), nl=False)
        return
    if not from_server:
        click.echo("threads-tui: these are the threads this machine knows.", err=True)
    for row in rows:
        click.echo(_line(row))


async def _list(opened: OpenLibrary, limit: int | None, archived: bool) -> tuple[list[ThreadRow], bool]:
    from tui_threads.chat.exporting.listing import list_threads, with_titles

    listed = await opened.or_offline(lambda client: list_threads(client, opened.cache, opened.profile))
    reached = listed is not None
    if listed is None:
        listed = await list_threads(None, opened.cache, opened.profile)
    rows = [row for row in listed.rows if archived or not row.archived][:limit]
    if reached:
        rows = await opened.or_offline(lambda client: with_titles(client, rows)) or rows
    return rows, listed.from_server


def _object(row: ThreadRow) -> dict[str, object]:
    return {
        "id": row.id,
        "object": "thread",
        "created_at": row.created_at,
        "title": row.title,
        "active_at": row.active_at,
        "pinned": bool(row.pinned),
        "archived": bool(row.archived),
        "gone": bool(row.gone),
        "metadata": metadata_of(row),
    }


def _line(row: ThreadRow) -> str:
    marks = [f"[{name}]" for name in ("pinned", "archived", "gone") if getattr(row, name)]
    return "  ".join([row.id or "", _day(row), plain_line(row.title) or "(no title)", *marks])


def _day(row: ThreadRow) -> str:
    """The day something was last said; where it was brought in and rests since, the day it began."""
    from tui_threads.chat.exporting.reading import moment

    original = metadata_of(row).get("original_created_at", "")
    rests = original.isdecimal() and row.active_at <= row.created_at
    return moment(int(original) if rests else row.active_at)[:10]
