"""How the program ends: one form for what it has to say, and an exit code."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from tui_threads.settings import SettingsError

_NAME = "threads-tui"
_COMPLETION = "_THREADS_TUI_COMPLETE"
"""Set by shells that want to complete a command, as Click has them do."""
STOPPED, UNREAD = 130, 141
"""Exit codes of Ctrl+C, and of standard output that nobody reads any more: those that shells give."""


def run(command: click.Command) -> NoReturn:
    """Run the command with the program's arguments, and end the program.

    Exit codes: 0 done, 1 it failed, 2 arguments or configuration to mend, `STOPPED`, `UNREAD`.
    """
    if _COMPLETION in os.environ:
        command.main(prog_name=_NAME)
    code = 0
    try:
        # Not Click's `main`, which makes an error of output that nobody reads any more.
        with command.make_context(_NAME, sys.argv[1:]) as context:
            command.invoke(context)
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except SettingsError as error:
        for problem in error.problems:
            say(str(problem))
        code = 2
    except click.ClickException as error:
        _tell(error)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo(err=True)  # what was typed stands alone on its line
        say("stopped")
        code = STOPPED
    except BrokenPipeError:
        let_go_of_output()
        code = UNREAD
    sys.exit(code)


def say(sentence: str) -> None:
    """Say something on standard error."""
    click.echo(f"{_NAME}: {sentence}", err=True)


def let_go_of_output() -> None:
    """Nobody reads standard output any more; what is left in its buffer is to go nowhere, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(error: click.ClickException) -> None:
    """As Click does, but by our name."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"`{error.ctx.command_path} --help` tells more.\n", err=True)
    say(error.format_message())
