"""Keys of runs: stopping, trying again, and what a run asks for."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key("run.stop", "", "Stop the run", help="Stop the reply; what is there stays"),
    Key(
        "run.answer",
        "f10,f12",
        "Answer function calls",
        help="Give a run the outputs of the functions it waits for",
        priority=True,
    ),
    Key(
        "run.inspect",
        "ctrl+t",
        "Inspect runs",
        help="Steps, tool calls, tokens, times and errors of the thread's runs",
        priority=True,
    ),
    Key(
        "run.commands",
        "",
        "Commands for functions",
        help="Programs that carry out functions, and where they may without asking",
    ),
    Key("run.retry", "", "Try again", help="Send again what failed"),
)
