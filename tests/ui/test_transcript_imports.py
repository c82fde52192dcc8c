"""The transcript can be put on a screen before anything heavy is loaded."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pydantic", "httpx", "markdown_it", "pygments.lexers", "PIL")


def loaded_after(statement: str) -> set[str]:
    """Which heavy modules a statement loads, in a process of its own."""
    return set(HEAVY) & modules_after(statement)


def modules_after(statement: str) -> set[str]:
    """All modules that are loaded after a statement, in a process of its own."""
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_widget_loads_no_parser_no_models_and_no_image_library() -> None:
    assert loaded_after("import tui_threads.ui.widgets.transcript") == set()


def test_the_first_frame_waits_for_no_dialog_and_nothing_heavy() -> None:
    loaded = modules_after("import tui_threads.cli.open_app, tui_threads.ui.app")
    assert loaded & {*HEAVY, "tomlkit", "keyring"} == set()
    assert [name for name in loaded if name.startswith("tui_threads.ui.dialogs.")] == []


def test_warming_loads_what_the_first_message_needs() -> None:
    loaded = loaded_after("from tui_threads.ui.render.warm import warm; warm()")
    assert {"pydantic", "markdown_it", "pygments.lexers"} <= loaded
