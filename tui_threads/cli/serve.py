"""`threads-tui serve`: run the local server in the foreground."""

from __future__ import annotations

import faulthandler
import sys
from dataclasses import replace

import click
from filelock import FileLock, Timeout

from tui_threads import launcher, logs, settings
from tui_threads.paths import Paths
from tui_threads.settings import Settings

EXIT_ALREADY_RUNS = 3


@click.command("serve")
@click.option("--host", metavar="ADDRESS", help="Address to listen on; only 127.0.0.1 by default.")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), help="A free one by default.")
@click.option(
    "--model",
    "model_path",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="A .gguf file to answer with instead of the small model.",
)
@click.option("--debug", is_flag=True, help="Log every request, without texts and secrets.")
@click.option("--detached", is_flag=True, hidden=True, help="Exit when idle; the app starts it so.")
def command(host: str | None, port: int | None, model_path: str | None, debug: bool, detached: bool) -> None:
    """Run the local server.

    Prints its base URL when it is ready, and serves until Ctrl+C or SIGTERM. Point the official openai SDK
    at it with base_url. Its token is THREADS_TUI_TOKEN, or else the one that `server env` prints.

    \b
    Examples:
      THREADS_TUI_TOKEN=choose-one threads-tui serve --port 8765
      threads-tui serve --model ~/models/Qwen3-4B-Q4_K_M.gguf

    \b
    Exit codes:
      0  told to end
      1  the port is taken, or a file cannot be used
      2  arguments or configuration to mend
      3  a server runs already; `threads-tui server stop` ends it
    """
    paths = Paths.for_user()
    loaded = settings.load(paths.config_file)
    wanted = replace(
        loaded.server,
        host=host or loaded.server.host,
        port=loaded.server.port if port is None else port,
        model_path=model_path or loaded.server.model_path,
        idle_minutes=loaded.server.idle_minutes if detached else 0,
    )
    sys.exit(_serve_alone(replace(loaded, server=wanted), paths, debug=debug, detached=detached))


def _serve_alone(wanted: Settings, paths: Paths, *, debug: bool, detached: bool) -> int:
    """Serve, where no other server does; the code to exit with."""
    try:
        paths.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(paths.server_lock, timeout=0):
            logs.set_up(paths.server_log_file, debug=debug or logs.wants_debug(), echo=not detached)
            faulthandler.enable()  # a crash below Python, as in the embedded model, leaves its place
            from tui_threads.server.main import serve

            return serve(wanted.server, wanted.providers, paths)
    except Timeout:
        address = launcher.find(paths.server_json)
        where = f"at {address.url} (pid {address.pid})" if address else "and is just starting or ending"
        click.echo(
            f"threads-tui: a server runs already {where}; `threads-tui server stop` ends it.", err=True
        )
        return EXIT_ALREADY_RUNS
    except OSError as error:
        click.echo(f"threads-tui: cannot use {error.filename}: {error.strerror}.", err=True)
        return 1
