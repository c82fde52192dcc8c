"""`threads-tui delete`: threads deleted for good, without the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui_threads.chat.deletions import forget_thread
from tui_threads.cli import library
from tui_threads.cli.completing import complete_thread
from tui_threads.cli.library import OpenLibrary

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient


@click.command("delete", short_help="Delete threads for good.")
@click.argument("threads", shell_complete=complete_thread, nargs=-1, required=True)
@library.profile_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@library.json_option
def command(threads: tuple[str, ...], profile: str | None, yes: bool, as_json: bool) -> None:
    """Delete THREADS, named by their ids, with all messages: on the server and on this machine."""
    wanted = list(dict.fromkeys(threads))
    deleted = library.run(profile, lambda opened: _delete(opened, wanted, ask=not yes))
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text, list_object

        told = [{"id": thread_id, "object": "thread.deleted", "deleted": True} for thread_id in deleted]
        click.echo(json_text(list_object(told, deleted)), nl=False)
        return
    for thread_id in deleted:
        click.echo(f"deleted {thread_id}")


async def _delete(opened: OpenLibrary, threads: list[str], *, ask: bool) -> list[str]:
    client = await opened.client()
    if ask:
        for thread_id in threads:
            click.echo(await _described(opened, thread_id), err=True)
        library.confirm(f"Delete {len(threads)} for good?")
    deleted = []
    for thread_id in threads:
        await _delete_one(opened, client, thread_id)
        deleted.append(thread_id)
    return deleted


async def _described(opened: OpenLibrary, thread_id: str) -> str:
    from tui_threads.chat.exporting.plain import plain_line

    copy = await opened.copy(thread_id)
    count = len(copy.messages)
    return f"{thread_id}  {plain_line(copy.title)}  ({count} message{'' if count == 1 else 's'})"


async def _delete_one(opened: OpenLibrary, client: ThreadsClient, thread_id: str) -> None:
    """Delete a thread; one that only this machine remembers is forgotten."""
    from tui_threads.api.errors import ApiError
    from tui_threads.chat.trouble import trouble_of

    row = await opened.row(thread_id)
    try:
        await client.threads.delete(thread_id)
    except ApiError as error:
        if trouble_of(error).kind != "gone" or row is None:
            raise
    if row is not None:
        await opened.cache.run(forget_thread, row.key)
