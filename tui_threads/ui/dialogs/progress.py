"""Watching long work: how far it is, stopping it, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import one_line, visible
from tui_threads.ui.widgets.hint_line import Hints

Tell: TypeAlias = Callable[[int, int, str], None]
"""Told how many of how many are done, and the name of the next."""
Wish: TypeAlias = Literal["open", "copy"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    heading: str
    lines: tuple[str, ...] = ()
    path: Path | None = None
    """What can be opened, or whose path can be copied."""


class ProgressDialog(Dialog[Wish]):
    """Does work that tells how far it is; gives what is wanted with the outcome's path, or None.

    Esc stops the work, and when it is over leaves.
    """

    HINTS: ClassVar[Hints] = (("dialog.leave", "stop"),)
    PLACE = "progress"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("progress")]
    DEFAULT_CSS = """
    ProgressDialog {
        & #bar { color: $border-blurred; height: 1; }
        & #name { color: $text-muted; height: 1; text-overflow: ellipsis; text-wrap: nowrap; }
        & #lines { height: auto; max-height: 60vh; display: none; }
        &.-over #lines { display: block; }
        &.-over #bar, &.-over #name { display: none; }
    }
    """

    def __init__(
        self,
        heading: str,
        work: Callable[[Tell], Awaitable[Outcome]],
        stopped: Callable[[], Outcome],
        *,
        ascii_only: bool = False,
    ) -> None:
        """`stopped` says what was done when the work is stopped before its end."""
        super().__init__(heading)
        self._work = work
        self._stopped = stopped
        self._full, self._empty = ("=", "-") if ascii_only else ("━", "─")
        self._outcome: Outcome | None = None
        self._under_way: asyncio.Task[Outcome] | None = None

    def body(self) -> Iterable[Widget]:
        yield Static("", id="bar", markup=False)
        yield Static("", id="name", markup=False)
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        self.run_worker(self._run())

    async def _run(self) -> None:
        self._under_way = asyncio.ensure_future(self._do())
        try:
            outcome = await self._under_way
        except asyncio.CancelledError:
            if (current := asyncio.current_task()) is not None and current.cancelling():
                self._under_way.cancel()
                raise
            outcome = self._stopped()
        self._show(outcome)

    async def _do(self) -> Outcome:
        return await self._work(self.tell)

    def tell(self, done: int, total: int, name: str) -> None:
        """Show how far the work is."""
        bar = self.query_one("#bar", Static)
        width = max(10, bar.size.width)
        filled = width * done // total if total else 0
        bar.update(Content.assemble((self._full * filled, "$accent"), self._empty * (width - filled)))
        self.query_one("#name", Static).update(Content(one_line(name)))
        self.show_aside(f"{done} of {total}")

    def _show(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.add_class("-over")
        self.show_heading(outcome.heading)
        self.show_aside("")
        self.query_one("#told", Static).update(Content(visible("\n".join(outcome.lines))))
        hints = [("progress.finish", "leave")]
        if outcome.path is not None:
            hints = [("progress.open", "open"), ("progress.copy", "copy the path"), *hints]
        self.show_hints(hints)

    def action_wish(self, wish: Wish) -> None:
        if self._outcome is not None and self._outcome.path is not None:
            self.dismiss(wish)

    def action_finish(self) -> None:
        if self._outcome is not None:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Stop what goes on; leave what is over."""
        if self._outcome is not None:
            self.dismiss(None)
        elif self._under_way is not None:
            self._under_way.cancel()
