"""The runs of a thread over the chat, where the terminal leaves no room for them beside it."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget

from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.widgets.run_pane import HEADING, RunPane


class RunInspector(Dialog[str]):
    """Gives the id of a message to go to, or None."""

    SIZE = "large"
    HEADING = HEADING
    HINTS = (
        ("inspector.older inspector.newer", "run"), ("inspector.page_down", "scroll"),
        ("inspector.json", "JSON"), ("inspector.copy", "copy"), ("inspector.go", "message"),
        ("dialog.leave", "leave"),
    )  # fmt: skip
    PLACE = "inspector"
    DEFAULT_CSS = """
    RunInspector {
        & > #frame { height: 90%; max-height: 44; }
        & RunPane { width: 100%; max-width: 100%; padding: 0; border: none; background: $background; }
        & RunPane:focus-within { border: none; }
        & RunPane > #name { display: none; }
        & RunPane > #panes { layout: horizontal; }
        & RunPane > #why { margin: 1 0 0 0; }
        & RunPane #runs { width: 33; height: 1fr; max-height: 100%; background: $background; }
        & RunPane #detail {
            width: 1fr; margin: 0 0 0 2; padding: 0 1 0 0; scrollbar-background: $background;
        }
        &.-empty > #frame, &.-empty RunPane, &.-empty RunPane #panes { height: auto; }
        &.-empty RunPane #detail { height: auto; margin: 0; }
        &.-narrow RunPane > #panes { layout: vertical; }
        &.-narrow RunPane #runs { width: 100%; height: auto; max-height: 4; }
        &.-low > #frame { height: 100%; }
        &.-low RunPane #runs { max-height: 2; }
        &.-low #hints { margin-top: 0; }
        &.-narrow RunPane #detail { margin: 1 0 0 0; }
    }
    """

    def __init__(self, pane: RunPane) -> None:
        super().__init__()
        self._pane = pane

    def body(self) -> Iterable[Widget]:
        yield self._pane

    def on_mount(self) -> None:
        self._pane.runs.focus()

    @on(RunPane.Drawn)
    def _count(self, event: RunPane.Drawn) -> None:
        self.set_class(not event.many, "-empty")
        self.show_hints(self.HINTS if event.many else self.HINTS[-1:])
        self.show_aside("" if not event.many else "1 run" if event.many == 1 else f"{event.many} runs")

    @on(RunPane.Wanted)
    def _go(self, event: RunPane.Wanted) -> None:
        self.dismiss(event.message_id)

    @on(RunPane.Left)
    def _leave(self) -> None:
        self.action_leave()
