"""The command line: arguments and settings in, one program started.

Each command's module is imported when that command runs, so that `threads-tui ask` never pays
for Textual, nor the app for the server.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import click

from tui_threads import __version__, logs
from tui_threads.cli import completing
from tui_threads.cli.crashes import report_crashes
from tui_threads.cli.ending import run
from tui_threads.cli.flags import given_flags
from tui_threads.paths import Paths

_COMMANDS = {
    "ask": "tui_threads.cli.ask",
    "assistants": "tui_threads.cli.assistants",
    "backup": "tui_threads.cli.backup",
    "completions": "tui_threads.cli.completions",
    "config": "tui_threads.cli.config",
    "delete": "tui_threads.cli.library_delete",
    "doctor": "tui_threads.cli.doctor.command",
    "export": "tui_threads.cli.library_export",
    "import": "tui_threads.cli.library_import",
    "list": "tui_threads.cli.library_list",
    "logs": "tui_threads.cli.logs",
    "login": "tui_threads.cli.login",
    "logout": "tui_threads.cli.logout",
    "models": "tui_threads.cli.models",
    "search": "tui_threads.cli.library_search",
    "serve": "tui_threads.cli.serve",
    "server": "tui_threads.cli.server",
    "show": "tui_threads.cli.library_show",
    "web": "tui_threads.cli.web",
}


class _LateCommands(click.Group):
    """A group whose commands live in modules that are imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No such command {args[0]!r}. {_meant(args)}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command


def _meant(args: list[str]) -> str:
    """What was probably wanted by words that are no command."""
    from difflib import get_close_matches

    if close := get_close_matches(args[0], _COMMANDS, 1):
        return f"Did you mean {close[0]!r}?"
    if len(args) > 1 or " " in args[0]:
        return 'A question is asked with `threads-tui ask "…"`.'
    return "`threads-tui --help` lists them."


_MORE = """\b
Examples:
  threads-tui                             open the app
  threads-tui --thread thread_abc         open it with this thread
  threads-tui ask "What is EAGAIN?"       a question from the shell
  git diff | threads-tui ask "review"     with text from a pipe
  threads-tui serve                       the server alone, for your own code
  threads-tui doctor                      what is wrong, and what to do

\b
Environment:
  THREADS_TUI_CONFIG    the configuration file to read
  THREADS_TUI_PROFILE   the profile to open with
  THREADS_TUI_TOKEN     the token of a server that is started with it
  THREADS_TUI_DEBUG     as --debug
  OPENAI_BASE_URL       another server, opened as the profile openai-env
  OPENAI_API_KEY        its key; OPENAI_ORG_ID, OPENAI_PROJECT_ID likewise
  NO_COLOR              no colours

\b
Exit codes:
  0  done
  1  it failed; one sentence on standard error says why
  2  arguments or configuration to mend
  130  stopped by Ctrl+C
  141  nobody reads standard output any more, as with `| head -1`
  Some commands have more; their own --help names them.

`threads-tui COMMAND --help` tells more of each command.
"""


@click.group(
    cls=_LateCommands,
    invoke_without_command=True,
    epilog=_MORE,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--profile",
    metavar="NAME",
    shell_complete=completing.complete_profile,
    help="Open with this server profile of config.toml.",
)
@click.option("--thread", metavar="ID", shell_complete=completing.complete_thread, help="Open this thread.")
@click.option("--theme", metavar="NAME", help="Draw the app in this theme.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw the app with ASCII only.")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read this configuration file instead of the usual one.",
)
@click.option("--debug", is_flag=True, help="Log every request, without texts and secrets.")
@click.version_option(__version__, message="threads-tui %(version)s")
@click.pass_context
def cli(
    ctx: click.Context,
    /,
    *,
    thread: str | None,
    config: Path | None,
    debug: bool,
    **_flags: object,
) -> None:
    """Chat with Assistants API threads in the terminal.

    Without a command the app opens. It starts a local server that keeps your threads on this
    machine and answers with a small model of its own, or with any OpenAI-compatible endpoint.
    """
    if config is not None:
        if not config.exists() and ctx.invoked_subcommand != "config":
            raise click.UsageError(
                f"There is no {config}; `threads-tui --config {config} config init` writes one."
            )
        # A variable, so that the server this command may start reads the same file.
        os.environ["THREADS_TUI_CONFIG"] = str(config.absolute())
    if debug:
        os.environ[logs.DEBUG_VARIABLE] = "1"  # the server that is started is told by it, too
        if ctx.invoked_subcommand is not None:
            logs.set_up(Paths.for_user().log_file, debug=True, echo=True)
    if ctx.invoked_subcommand is None:
        from tui_threads.cli.open_app import open_app

        open_app(given_flags(ctx), thread)


def main() -> None:
    """Entry point of the console script."""
    report_crashes()
    run(cli)
