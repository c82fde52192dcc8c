"""`threads-tui web`: the app in a browser of this machine."""

from __future__ import annotations

import asyncio
import html
import os
import secrets
import socket
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import click

from tui_threads import logs
from tui_threads.cli import completing
from tui_threads.cli.flags import settings_for
from tui_threads.paths import Paths

_DRIVER = "tui_threads.ui.browser_driver:BrowserDriver"


@click.command("web", short_help="Serve the app to a browser of this machine.")
@click.option(
    "--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="A free one by default."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in your browser.")
@click.option(
    "--thread",
    metavar="ID",
    shell_complete=completing.complete_thread,
    help="Open this thread.",
)
@click.option(
    "--profile",
    metavar="NAME",
    shell_complete=completing.complete_profile,
    help="Open with this server profile of config.toml.",
)
def command(port: int, open_page: bool, thread: str | None, profile: str | None) -> None:
    """Serve the app to a browser on this machine, until Ctrl+C.

    Prints the page's address, once. It holds a token that is good until this command ends; who has it can
    do what you can do in the app, so do not pass it on. Other machines cannot reach it, but SSH can
    forward the port from one. Needs the extra `web`.

    \b
    Examples:
      pip install 'threads-tui[web]'
      threads-tui web --open
      ssh -t -L 8780:127.0.0.1:8780 HOST threads-tui web --port 8780

    \b
    Exit codes:
      0  ended by Ctrl+C
      1  the port is taken, or the extra is not installed
      2  arguments or configuration to mend
    """
    if find_spec("textual_serve") is None or find_spec("aiohttp") is None:
        raise click.ClickException(
            "The browser needs packages that are not installed: pip install 'threads-tui[web]'"
        )
    paths = Paths.for_user()
    # What is wrong with the configuration is better said here than in the page.
    settings_for(profile, paths.config_file)
    logs.set_up(paths.log_file, debug=logs.wants_debug())
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        advice = "choose another with --port, or 0 for any free one"
        raise click.ClickException(
            f"Cannot listen on port {port} ({os.strerror(error.errno or 0)}); {advice}."
        ) from error
    with closing(listener):
        _serve(listener, paths, thread, profile, open_page=open_page)


def _serve(
    listener: socket.socket, paths: Paths, thread: str | None, profile: str | None, *, open_page: bool
) -> None:
    from tui_threads.web.serving import PageServer
    from tui_threads.web.session import Place

    above = click.get_current_context().find_root().params
    first = Place(profile or above.get("profile") or "", thread or above.get("thread") or "")

    token = secrets.token_urlsafe(32)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/{token}/"
    way_in = paths.runtime_dir / f"web-{os.getpid()}.html"

    def say_so() -> None:
        click.echo(url)
        if sys.stdout.isatty():
            click.echo("Open this address in a browser on this machine. Ctrl+C ends it.", err=True)
        if open_page:
            _open(url, way_in)

    try:
        asyncio.run(PageServer(_app_command(), _DRIVER, token, first).serve(listener, say_so))
    finally:
        way_in.unlink(missing_ok=True)


def _app_command() -> list[str]:
    """The app as this command was given its looks."""
    above = click.get_current_context().find_root().params
    return [
        sys.executable,
        "-P",
        "-m",
        "tui_threads",
        *(["--theme", str(above["theme"])] if above.get("theme") else []),
        *(["--ascii"] if above.get("ascii_only") else []),
    ]


def _open(url: str, way_in: Path) -> None:
    """Open a private file that leads to the page: arguments of programs can be read by everybody."""
    way_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(way_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as page:
        page.write(f'<meta http-equiv="refresh" content="0; url={html.escape(url)}">\n')
    if click.launch(str(way_in)) != 0:
        click.echo("threads-tui: no browser could be opened; open the address yourself.", err=True)
