"""`threads-tui export`: threads as files, without the app."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_threads.cli import library
from tui_threads.cli.completing import complete_thread
from tui_threads.cli.library import OpenLibrary
from tui_threads.cli.library_progress import Counter

if TYPE_CHECKING:
    from tui_threads.chat.exporting.reading import ThreadCopy
    from tui_threads.chat.exporting.writing import Format

_BY_ENDING: dict[str, Format] = {".md": "markdown", ".json": "json", ".html": "html", ".htm": "html"}


@dataclass(slots=True)
class _Exported:
    """What an export has done."""

    written: list[tuple[str, Path]] = field(default_factory=list)
    """Ids of threads, and the files they are in."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Ids of threads that could not be read, and why."""


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
    """
    if every == bool(threads):
        raise click.UsageError("Name threads by their ids, or give --all.")
    if as_json and output is None:
        raise click.UsageError("--json says what was written, so it needs --output.")
    chosen: Format = form or _BY_ENDING.get(output.suffix.lower() if output else "", "markdown")
    wanted = _Wanted(list(dict.fromkeys(threads)), every, chosen, output, force)
    exported = library.run(profile, wanted.export)
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

    async def export(self, opened: OpenLibrary) -> _Exported:
        from tui_threads.chat.exporting.writing import ExportError

        threads = await _all_threads(opened) if self.every else self.threads
        one_file = self.form == "json" or not (self.every or len(threads) > 1)
        if not one_file and self.output is None:
            raise click.UsageError("Several threads as Markdown or HTML need --output FOLDER.")
        try:
            return await (self._together(opened, threads) if one_file else self._apart(opened, threads))
        except ExportError as error:
            raise click.ClickException(str(error)) from error

    async def _together(self, opened: OpenLibrary, threads: list[str]) -> _Exported:
        """All threads in one file, or on standard output."""
        from tui_threads.chat.exporting.json_shape import json_text, list_object, thread_object
        from tui_threads.chat.exporting.writing import file_name, rendered, write_whole

        done = _Exported()
        copies = [copy async for copy in self._copies(opened, threads, done)]
        if self.every or len(threads) > 1:
            listed = list_object([thread_object(copy) for copy in copies], [one.thread.id for one in copies])
            text, name = json_text(listed), "threads.json"
        elif copies:
            text, name = rendered(copies[0], self.form), file_name(copies[0], self.form)
        else:
            return done
        if self.output is None:
            click.echo(text, nl=False)
            return done
        target = self.output / name if self.output.is_dir() else self.output
        write_whole(target, text, replace=self.force)
        done.written = [(copy.thread.id, target) for copy in copies]
        return done

    async def _apart(self, opened: OpenLibrary, threads: list[str]) -> _Exported:
        """A file a thread; the names hold the ids, so that they stand for the same threads again."""
        from tui_threads.chat.exporting.writing import file_name, rendered, write_whole

        assert self.output is not None
        if self.output.exists() and not self.output.is_dir():
            raise click.UsageError(f"{self.output} is a file; several threads need a folder.")
        done = _Exported()
        async for copy in self._copies(opened, threads, done):
            target = self.output / file_name(copy, self.form)
            write_whole(target, rendered(copy, self.form), replace=self.force)
            done.written.append((copy.thread.id, target))
        return done

    async def _copies(
        self, opened: OpenLibrary, threads: list[str], done: _Exported
    ) -> AsyncIterator[ThreadCopy]:
        """The threads one by one; one that cannot be read is noted, and the others follow."""
        from tui_threads.api.errors import ApiError

        with Counter("exporting", len(threads)) as counter:
            for thread_id in threads:
                counter.next(thread_id)
                try:
                    copy = await opened.copy(thread_id)
                except ApiError as error:
                    done.failed.append((thread_id, str(error)))
                    continue
                except click.ClickException as error:
                    done.failed.append((thread_id, error.message))
                    continue
                yield await _illustrated(opened, copy) if self.form == "html" else copy


async def _illustrated(opened: OpenLibrary, copy: ThreadCopy) -> ThreadCopy:
    """The thread with its uploaded images, as far as the server gives them."""
    from tui_threads.chat.exporting.reading import with_images

    return await opened.or_offline(lambda client: with_images(client, copy)) or copy


async def _all_threads(opened: OpenLibrary) -> list[str]:
    from tui_threads.chat.exporting.listing import list_threads

    listed = await opened.or_offline(lambda client: list_threads(client, opened.cache, opened.profile))
    rows = (listed or await list_threads(None, opened.cache, opened.profile)).rows
    return [row.id for row in rows if row.id is not None]


def _tell(exported: _Exported, as_json: bool) -> None:
    from tui_threads.chat.exporting.json_shape import json_text
    from tui_threads.chat.exporting.plain import plain_line

    if as_json:
        written = [{"id": thread_id, "file": str(file)} for thread_id, file in exported.written]
        failed = [{"id": thread_id, "reason": reason} for thread_id, reason in exported.failed]
        click.echo(json_text({"written": written, "failed": failed}), nl=False)
        return
    for file in dict.fromkeys(file for _, file in exported.written):
        click.echo(f"wrote {file}", err=True)
    for thread_id, reason in exported.failed:
        click.echo(f"threads-tui: {thread_id} could not be read: {plain_line(reason)}", err=True)
