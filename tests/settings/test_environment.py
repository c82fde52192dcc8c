"""The variables that a person may set are told of."""

from __future__ import annotations

import re
from pathlib import Path

import tui_threads
from tui_threads.settings.environment import VARIABLES

_BETWEEN_PROGRAMS = {"THREADS_TUI_COMPLETE"}
"""Set by the shell's completion, never by a person."""


def test_every_variable_of_ours_that_the_program_reads_is_in_the_table() -> None:
    sources = [file.read_text(encoding="utf-8") for file in Path(tui_threads.__file__).parent.rglob("*.py")]
    read = {name for text in sources for name in re.findall(r"THREADS_TUI_[A-Z]+(?:_[A-Z]+)*", text)}
    assert read - _BETWEEN_PROGRAMS == {
        variable.name for variable in VARIABLES if variable.name.startswith("THREADS_TUI_")
    }
