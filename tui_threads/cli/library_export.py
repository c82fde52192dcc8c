"""`threads-tui export`: threads as files, without the app."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_threads.cli import library
from tui_threads.cli.completing import complete_thread
from tui_threads.cli.library import OpenLibrary
from tui_threads.cli.library_progress import Counter

if TYPE_CHECKING:
    from tui_threads.chat.exporting.carrying import Exported, Exporting
    from tui_threads.chat.exporting.reading import ThreadCopy
    from tui_threads.chat.exporting.writing import Format

_BY_ENDING: dict[str, Format] = {".md": "markdown", ".json": "json", ".html": "html", ".htm": "html"}


@click.command("export", short_help="Write threads as Markdown, JSON or HTML.")
@click.argument("threads", shell_complete=complete_thread, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every thread, archived ones too.")
@click.option("--format", "form", type=click.Choice(["markdown", "json", "html"]),
              help="By default what the ending of the output says, else markdown.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH",
              help="A file; a folder for several threads as Markdown or HTML.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@library.profile_option
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written; needs --output.")
def command(
    *,
    threads: tuple[str, ...],
    every: bool,
    form: Format | None,
    output: Path | None,
    force: bool,
    profile: str | None,
    as_json: bool,
) -> None:
    """Write THREADS, named by their ids, as Markdown, as JSON in the API's own shape, or as HTML.

    JSON can be imported again. HTML stands alone: no scripts, and uploaded images inside the file.

    \b
    Examples:
      threads-tui export thread_abc -o lisbon.md
      threads-tui export --all --format json -o threads.json
    """
    if every == bool(threads):
        raise click.UsageError("Name threads by their ids, or give --all.")
    if as_json and output is None:
        raise click.UsageError("--json says what was written, so it needs --output.")
    chosen: Format = form or _BY_ENDING.get(output.suffix.lower() if output else "", "markdown")
    wanted = _Wanted(list(dict.fromkeys(threads)), every, chosen, output, force)
    exported = library.run(profile, wanted.export, only_reads=True)
    _tell(exported, as_json)
    if exported.failed:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to export, and where to."""

    threads: list[str]
    every: bool
    form: Format
    output: Path | None
    force: bool

    async def export(self, opened: OpenLibrary) -> Exported:
        from tui_threads.chat.exporting.carrying import Exporting
        from tui_threads.chat.exporting.writing import ExportError

        threads = await _all_threads(opened) if self.every else self.threads
        several = self.every or len(threads) > 1
        apart = several and self.form != "json"
        if apart and self.output is None:
            raise click.UsageError("Several threads as Markdown or HTML need --output FOLDER.")
        if apart and self.output is not None and self.output.exists() and not self.output.is_dir():
            raise click.UsageError(f"{self.output} is a file; several threads need a folder.")
        with Counter("exporting", len(threads)) as counter:
            work = Exporting(
                partial(self._read, opened),
                self.form,
                partial(self._place, apart=apart),
                replace=self.force,
                on_thread=counter.next,
            )
            if self.output is None:
                return await self._print(work, threads, several=several)
            try:
                return await work.run(threads, as_list=several)
            except ExportError as error:
                raise click.ClickException(str(error)) from error

    async def _read(self, opened: OpenLibrary, thread_id: str) -> ThreadCopy:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.exporting.carrying import NotReadError

        try:
            copy = await opened.copy(thread_id)
        except ApiError as error:
            raise NotReadError(str(error)) from error
        except click.ClickException as error:
            raise NotReadError(error.message) from error
        return await _illustrated(opened, copy) if self.form == "html" else copy

    def _place(self, name: str, *, apart: bool) -> Path:
        assert self.output is not None
        return self.output / name if apart or self.output.is_dir() else self.output

    async def _print(self, work: Exporting, threads: list[str], *, several: bool) -> Exported:
        """On standard output: one thread in its format, or several as JSON."""
        from tui_threads.chat.exporting.carrying import listed
        from tui_threads.chat.exporting.writing import rendered

        copies = [copy async for copy in work.copies(threads)]
        if several:
            click.echo(listed(copies), nl=False)
        elif copies:
            click.echo(rendered(copies[0], self.form), nl=False)
        return work.done


async def _illustrated(opened: OpenLibrary, copy: ThreadCopy) -> ThreadCopy:
    """The thread with its uploaded images, as far as the server gives them."""
    from tui_threads.chat.exporting.reading import with_images

    return await opened.or_offline(lambda client: with_images(client, copy)) or copy


async def _all_threads(opened: OpenLibrary) -> list[str]:
    from tui_threads.chat.exporting.listing import list_threads

    listed = await opened.or_offline(lambda client: list_threads(client, opened.cache, opened.profile))
    rows = (listed or await list_threads(None, opened.cache, opened.profile)).rows
    return [row.id for row in rows if row.id is not None]


def _tell(exported: Exported, as_json: bool) -> None:
    from tui_threads.chat.exporting.json_shape import json_text
    from tui_threads.chat.exporting.plain import plain_line

    if as_json:
        written = [{"id": thread_id, "file": str(file)} for thread_id, file in exported.written]
        failed = [{"id": thread_id, "reason": reason} for thread_id, reason in exported.failed]
        click.echo(json_text({"written": written, "failed": failed}), nl=False)
        return
    for file in exported.files:
        click.echo(f"wrote {file}", err=True)
    for thread_id, reason in exported.failed:
        click.echo(f"threads-tui: {thread_id} could not be read: {plain_line(reason)}", err=True)
