"""What becomes of an error that nobody expected: its trace goes to the log, a sentence to the terminal."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

import click

from tui_threads import logs
from tui_threads.paths import Paths

_log = logging.getLogger(__name__)


def report_crashes() -> None:
    """From here on an unexpected error ends the program with one sentence and exit code 1."""
    sys.excepthook = _report


def crash_sentence(error: BaseException, log_file: Path) -> str:
    """What the user is told.

    Args:
        log_file: where the trace stands.
    """
    return (
        f"threads-tui: something broke that should not ({type(error).__name__}). What was sent is kept. "
        f"The trace is in {log_file}; please report it with the output of `threads-tui doctor --json`."
    )


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    log_file = Paths.for_user().log_file
    if not logging.getLogger().handlers:
        logs.set_up(log_file, debug=logs.wants_debug())
    _log.critical("The program broke", exc_info=(kind, error, trace))
    click.echo(crash_sentence(error, log_file), err=True)
    if logs.wants_debug():
        sys.__excepthook__(kind, error, trace)
