"""`threads-tui import`: threads of other programs brought in, without the app."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_threads.cli import library
from tui_threads.cli.library import OpenLibrary
from tui_threads.cli.library_progress import Counter

if TYPE_CHECKING:
    from tui_threads.chat.importing.bringing import Report
    from tui_threads.chat.importing.found import Source
    from tui_threads.chat.importing.plan import Plan


@click.command("import", short_help="Bring in threads from files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be brought in.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@library.profile_option
@library.json_option
def command(*, files: tuple[Path, ...], dry_run: bool, yes: bool, profile: str | None, as_json: bool) -> None:
    """Bring in the threads of FILES. Doing it again brings in only what is new.

    A file may be an export of this program, a dump of threads or messages in the API's own shape, a
    ChatGPT data export (the zip or its conversations.json), or the SQLite file of elia or oterm. What
    it is, is told by its content.

    \b
    Examples:
      threads-tui import --dry-run chatgpt-export.zip
      threads-tui import --yes threads.json
    """
    wanted = _Wanted(files, dry_run, yes, as_json)
    report = library.run(profile, wanted.bring_in)
    if report is not None and (report.failed or report.stopped):
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to import, and how to talk about it."""

    files: tuple[Path, ...]
    dry_run: bool
    yes: bool
    as_json: bool

    async def bring_in(self, opened: OpenLibrary) -> Report | None:
        """Read, compare, ask, bring in, tell."""
        from tui_threads.chat.exporting.listing import list_threads
        from tui_threads.chat.importing.bringing import Report
        from tui_threads.chat.importing.plan import make_plan

        sources = await self._read()
        listed = await list_threads(await opened.client(), opened.cache, opened.profile)
        plan = make_plan(sources, listed.rows)
        if not self.as_json:
            _preview(self.files, sources, plan)
        report = None
        if plan.todo and not self.dry_run:
            if not self.yes:
                library.confirm(f"Bring them in to the profile {opened.profile}?")
            report = Report()
            try:
                await _bring(opened, plan, report)
            except asyncio.CancelledError:
                report.stopped = "It was stopped."
                self._tell(sources, plan, report)
                raise
        self._tell(sources, plan, report)
        return report

    def _tell(self, sources: list[Source], plan: Plan, report: Report | None) -> None:
        if self.as_json:
            _tell_json(self, sources, plan, report)
        elif report is not None:
            _tell(report)

    async def _read(self) -> list[Source]:
        from tui_threads.chat.importing.found import ImportingError
        from tui_threads.chat.importing.recognise import read_source

        try:
            return [await asyncio.to_thread(read_source, file) for file in self.files]
        except ImportingError as error:
            raise click.ClickException(str(error)) from error


async def _bring(opened: OpenLibrary, plan: Plan, report: Report) -> None:
    from tui_threads.chat.importing.bringing import Bringing

    with Counter("bringing in", len(plan.todo)) as counter:
        client = await opened.client()
        await Bringing(client, opened.cache, opened.profile, counter.next, report).run(plan)


def _preview(files: tuple[Path, ...], sources: list[Source], plan: Plan) -> None:
    for file, source in zip(files, sources, strict=True):
        click.echo(f"{file}: {source.kind}, {_counted(len(source.threads), 'thread')}")
    click.echo(f"{plan.count('new')} new with {_counted(plan.messages, 'message')}, "
               f"{plan.count('unfinished')} to be completed, {plan.count('here')} here already, "
               f"{plan.count('empty')} with nothing to bring in")  # fmt: skip
    if plan.left_out:
        click.echo("left out:")
        for reason, count in plan.left_out.most_common():
            click.echo(f"{count:8}  {reason}")


def _tell(report: Report) -> None:
    from tui_threads.chat.exporting.plain import plain_line

    made, completed = len(report.made), len(report.completed)
    click.echo(f"brought in {_counted(made, 'thread')} and {_counted(report.messages, 'message')}, "
               f"completed {_counted(completed, 'thread')}")  # fmt: skip
    for title, reason in report.failed:
        click.echo(f"threads-tui: {plain_line(title) or '(no title)'}: {plain_line(reason)}", err=True)
    if report.stopped:
        click.echo(f"threads-tui: {plain_line(report.stopped)} What came in is kept; run the import again to "
                   "go on, nothing comes twice.", err=True)  # fmt: skip


def _tell_json(wanted: _Wanted, sources: list[Source], plan: Plan, report: Report | None) -> None:
    from tui_threads.chat.exporting.json_shape import json_text
    from tui_threads.chat.importing.bringing import Report

    done = report or Report()
    told = {
        "dry_run": wanted.dry_run,
        "files": [
            {"file": str(file), "kind": source.kind, "threads": len(source.threads)}
            for file, source in zip(wanted.files, sources, strict=True)
        ],
        "planned": {
            "new": plan.count("new"),
            "unfinished": plan.count("unfinished"),
            "here": plan.count("here"),
            "empty": plan.count("empty"),
            "messages": plan.messages,
        },
        "left_out": dict(plan.left_out),
        "made": list(done.made),
        "completed": list(done.completed),
        "messages": done.messages,
        "failed": [{"title": title, "reason": reason} for title, reason in done.failed],
        "stopped": done.stopped,
    }
    click.echo(json_text(told), nl=False)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
