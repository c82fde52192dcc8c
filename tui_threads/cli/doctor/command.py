"""`threads-tui doctor`: look at everything at once, and say what is wrong."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from functools import partial

import click

from tui_threads import __version__, settings
from tui_threads.cli.doctor.findings import Anonymous, Finding, Look, note, wrong
from tui_threads.paths import Paths
from tui_threads.settings import Settings, SettingsError

_SECONDS = 5.0
"""All looks together, which take less than one as a rule; one that takes longer hangs, and is said to."""
_MARKS = {"ok": ("✓", "green"), "note": ("•", "yellow"), "wrong": ("✗", "red")}
_ASCII_MARKS = {"ok": "ok", "note": "--", "wrong": "!!"}


@click.command("doctor", short_help="Say what is wrong here, and what to do.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a bug report.")
def command(as_json: bool) -> None:
    """Look at this machine and say what is wrong, and what to do about it.

    Terminal, places on the disk, configuration, databases, server, model, providers, profiles, keyring and
    versions. Nothing is changed. The output holds no keys, nothing of what was said, and no user's name in
    paths, so that it can be shown to anybody.

    \b
    Exit codes:
      0  all is fine; notes are worth a look
      1  something is wrong
    """
    findings = examine(Paths.for_user())
    wrongs = sum(finding.state == "wrong" for finding in findings)
    if as_json:
        told = {
            "threads_tui": __version__,
            "ok": not wrongs,
            "findings": [
                {name: getattr(finding, name) for name in ("area", "name", "state", "value", "advice")}
                for finding in findings
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(findings, wrongs)
    sys.exit(1 if wrongs else 0)


def examine(paths: Paths) -> list[Finding]:
    """Everything that can be found out at once, without secrets and names."""
    problem: SettingsError | None = None
    loaded = Settings()
    try:
        loaded = settings.load(paths.config_file)
    except SettingsError as error:
        problem = error
    anonymous = Anonymous.for_user()
    return [anonymous.finding(finding) for finding in _all_at_once(_looks(paths, loaded, problem))]


def _looks(paths: Paths, loaded: Settings, problem: SettingsError | None) -> dict[str, Look]:
    from tui_threads.cli.doctor.databases import look_at_library, look_at_server_database
    from tui_threads.cli.doctor.endpoints import look_at_profiles, look_at_providers
    from tui_threads.cli.doctor.places import look_at_configuration, look_at_places
    from tui_threads.cli.doctor.server import look_at_model, look_at_server
    from tui_threads.cli.doctor.terminal import look_at_terminal
    from tui_threads.cli.doctor.versions import look_at_keyring, look_at_versions

    return {
        "terminal": partial(look_at_terminal, loaded.ui),
        "places": partial(look_at_places, paths),
        "configuration": partial(look_at_configuration, paths, problem),
        "library database": partial(look_at_library, paths),
        "server database": partial(look_at_server_database, paths, loaded.server),
        "server": partial(look_at_server, paths, loaded.server),
        "model": partial(look_at_model, paths, loaded),
        "providers": partial(look_at_providers, loaded),
        "profiles": partial(look_at_profiles, loaded),
        "keyring": look_at_keyring,
        "versions": look_at_versions,
    }


def _all_at_once(looks: Mapping[str, Look]) -> list[Finding]:
    """Look in threads that end with the program, so that a place that hangs holds up nothing."""
    found: dict[str, list[Finding]] = {}

    def look(area: str, work: Look) -> None:
        findings: list[Finding] = []
        try:
            for finding in work():
                findings.append(finding)
        except OSError as error:
            advice = "Check the disk and the permissions of the place that is named."
            where = f"{error.filename}: " if error.filename else ""
            findings.append(wrong(area, "look", f"{where}{error.strerror or error}", advice))
        found[area] = findings

    threads = [threading.Thread(target=look, args=item, daemon=True) for item in looks.items()]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + _SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = "It did not answer in time: look again when the machine is less busy."
    return [finding for area in looks for finding in found.get(area, [note(area, "look", "too slow", late)])]


def _tell(findings: list[Finding], wrongs: int) -> None:
    colour = False if os.environ.get("NO_COLOR") else None
    width = max(len(finding.name) for finding in findings)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    area = ""
    for finding in findings:
        if finding.area != area:
            area = finding.area
            click.secho(f"\n{area}" if finding is not findings[0] else area, bold=True, color=colour)
        glyph, ink = _MARKS[finding.state]
        mark = click.style(_ASCII_MARKS[finding.state] if plain else glyph, fg=ink)
        click.echo(f"  {mark} {finding.name:<{width}}  {finding.value}", color=colour)
        if finding.advice:
            click.echo(f"    {'':<{width}}  {finding.advice}", color=colour)
    if not wrongs:
        click.secho("\nNothing is wrong.", bold=True, color=colour)
        return
    click.secho(f"\n{wrongs} {'thing is' if wrongs == 1 else 'things are'} wrong:", bold=True, color=colour)
    for finding in findings:
        if finding.state == "wrong":
            click.echo(f"  {finding.area}, {finding.name}: {finding.advice}")
