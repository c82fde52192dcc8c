"""Long work behind a dialog that tells how far it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui_threads.ui.stage import Stage
from tui_threads.ui.system_viewer import open_in_viewer

if TYPE_CHECKING:
    from tui_threads.ui.dialogs.progress import Outcome, Tell


async def watch(
    stage: Stage,
    heading: str,
    work: Callable[[Tell], Awaitable[Outcome]],
    stopped: Callable[[], Outcome],
    *,
    ascii_only: bool,
) -> None:
    """Do long work, and what is wanted with its outcome.

    Args:
        stopped: What came of it, where the user stops it.
    """
    from tui_threads.ui.dialogs.progress import ProgressDialog

    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> Outcome:
        outcomes.append(outcome)
        return outcome

    async def noted(tell: Tell) -> Outcome:
        return note(await work(tell))

    wish = await stage.ask(ProgressDialog(heading, noted, lambda: note(stopped()), ascii_only=ascii_only))
    path = outcomes[-1].path if outcomes else None
    if path is None or wish is None:
        return
    if wish == "copy":
        stage.copy(str(path), "path")
    elif not await open_in_viewer(path):
        stage.say(f"No program here opens it; it lies at {path}.", 20.0)
