"""Keys of runs: stopping, trying again, looking into them, and what a run asks for."""

from __future__ import annotations

from functools import partial

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

_key = partial(Key, palette=False)

IN_DIALOGS: tuple[Key, ...] = (
    _key("inspector.older", "j,down", "Older run", "choose(1)", "inspector", priority=True),
    _key("inspector.newer", "k,up", "Newer run", "choose(-1)", "inspector", priority=True),
    _key("inspector.page_down", "pagedown,space", "Scroll", "page(1)", "inspector", priority=True),
    _key("inspector.page_up", "pageup", "Scroll up", "page(-1)", "inspector", priority=True),
    _key("inspector.json", "v", "As JSON, or in words", "toggle_json", "inspector"),
    _key("inspector.copy", "y", "Copy the JSON", "copy", "inspector"),
    _key("inspector.go", "enter,m", "Go to the message", "go", "inspector", priority=True),
    _key("inspector.leave", "q,ctrl+t", "Leave", "leave", "inspector"),
    _key("outputs.submit", "y", "Submit", "answer('submit')", "outputs"),
    _key(
        "outputs.save", "ctrl+s", "Submit, also while writing", "answer('submit')", "outputs", priority=True
    ),
    _key("outputs.decline", "n", "Decline", "answer('decline')", "outputs"),
    _key("outputs.edit", "e,enter", "Write the output", "edit", "outputs"),
    _key("outputs.run", "r", "Run the command", "run_command", "outputs"),
    _key("outputs.command", "h", "Name a command", "name_command", "outputs"),
    _key(
        "outputs.copy", "c", "Copy what was typed", "answer('copy')", "outputs", help="When the run is over"
    ),
    _key("outputs.next", "j,down", "Next call", "app.focus_next", "outputs"),
    _key("outputs.previous", "k,up", "Previous call", "app.focus_previous", "outputs"),
    _key("outputs.page_up", "pageup", "Arguments up", "page(-1)", "call"),
    _key("outputs.page_down", "pagedown,space", "Arguments down", "page(1)", "call"),
    _key("outputs.done", "escape", "Done writing", "leave", "output", priority=True),
    _key("consent.once", "o", "Once", "allow('once')", "consent"),
    _key("consent.always", "a", "Always in this folder", "allow('always')", "consent"),
    _key("consent.no", "n", "Do not run it", "leave", "consent"),
)
