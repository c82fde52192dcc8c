"""`threads-tui logs`: what app and server wrote down."""

from __future__ import annotations

import sys
import time

import click

from tui_threads.log_reading import LogTail
from tui_threads.paths import Paths

_LOOK_SECONDS = 0.2


@click.command("logs")
@click.option("--server", "of_server", is_flag=True, help="The local server's log instead of the app's.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is added, until Ctrl+C.")
@click.option(
    "-n",
    "--lines",
    metavar="N",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="The last N lines.",
)
@click.option("--path", "only_path", is_flag=True, help="Print where the log lies, and nothing else.")
def command(of_server: bool, follow: bool, lines: int, only_path: bool) -> None:
    """Show the log of the app, or of the local server.

    A log never holds keys or what was said. With --debug the app and `serve` write every request into it.
    At 1 MB a log is put aside, and three older ones are kept.

    \b
    Examples:
      threads-tui logs
      threads-tui logs --server --follow
      threads-tui --debug
    """
    paths = Paths.for_user()
    file = paths.server_log_file if of_server else paths.log_file
    if only_path:
        click.echo(file)
        return
    tail = LogTail(file)
    try:
        written = tail.last(lines)
        if not written:
            click.echo(f"threads-tui: nothing was logged yet in {file}", err=True)
        for line in written:
            click.echo(line)
        while follow:
            time.sleep(_LOOK_SECONDS)
            for line in tail.more():
                click.echo(line)
    except OSError as error:
        raise click.ClickException(f"Cannot read {file}: {error.strerror}.") from error
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        tail.close()
