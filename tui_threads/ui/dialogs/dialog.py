"""What all dialogs share: the frame, the title, the line of keys at the foot, and the ways out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_threads.ui.behind import OverFaint
from tui_threads.ui.keyed_app import keys_wished
from tui_threads.ui.keymap import Place, bindings, hinted
from tui_threads.ui.plain import one_line
from tui_threads.ui.widgets.hint_line import HintLine, Hints
from tui_threads.ui.widgets.middle import Middle

_Result = TypeVar("_Result")

_LONGEST_OPENING = 2.0
_UP = -2
"""Rows from the middle at which a dialog leaves the composer in sight, where a terminal is high enough."""
_BESIDE = 4
"""Columns that are left free beside a frame over the messages."""
_WIDTHS = {"small": 64, "medium": 84, "large": 110}


class Dialog(OverFaint[_Result | None]):
    """A framed page over the chat. Esc and a click beside it leave it with None.

    A subclass gives `body()`; it may set `HEADING`, `HINTS` and `SIZE`.
    """

    HEADING: ClassVar[str] = ""
    HINTS: ClassVar[Hints] = (("dialog.leave", "leave"),)
    """What the foot says: ids of the key tables, or a key, each with a word."""
    PLACE: ClassVar[Place] = "dialog"
    """Where its keys stand in the tables."""
    WITHIN: ClassVar[tuple[Place, ...]] = ()
    """Where those of its widgets stand."""
    SIZE: ClassVar[str] = "medium"
    """Width: `small` 64, `medium` 84, `large` 110 columns, or what the terminal has."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dialog")]
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $background 60%;
        & > #frame {
            width: 84; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
            background: $background; border: round $border;
            border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $text-muted;
        }
        &.-small > #frame { width: 64; }
        &.-large > #frame { width: 110; }
        &.-wide > #frame { max-width: 100%; }
        &.-tall > #frame { max-height: 100%; }
        &.-airy > #frame { max-height: 86%; }
        &.-narrow > #frame { width: 100%; max-width: 100%; padding: 0 1; }
        &.-low > #frame { max-height: 100%; padding: 0 1; }
        & #hints { margin-top: 1; }
        & #problem { height: auto; margin-top: 1; color: $error; display: none; }
        & #problem.-shown { display: block; }
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & Input, & Input:focus {
            border: none; border-left: outer $border-blurred; height: 1; padding: 0 1 0 0;
            background: $panel; background-tint: $foreground 0%;
            &:focus { border-left: outer $border; }
        }
        & TextArea, & TextArea:focus {
            border: none; border-left: outer $border-blurred; padding: 0 1 0 0; background: $panel;
            &:focus { border-left: outer $border; }
        }
        & TextArea .text-area--cursor-line { background: $panel; }
        & Button, & Button:focus { text-style: none; background: $panel; color: $foreground; }
        & Button:focus {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
        }
        & Button:ansi:focus {  /* not bold: terminals make grey of bold black */
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: none;
        }
        & Button:nocolor:focus { text-style: reverse; }
        & .muted { color: $text-muted; }
    }
    """

    def __init__(self, heading: str = "") -> None:
        super().__init__(classes=f"-{self.SIZE}")
        self._heading = heading or self.HEADING
        self._opened = asyncio.Event()

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = Content(one_line(self._heading))
            yield from self.body()
            yield Static("", id="problem", markup=False)
            yield HintLine(self._keyed(self.HINTS), id="hints")

    def body(self) -> Iterable[Widget]:
        """What stands over the keys. As in `compose`, containers may be entered by `with`."""
        yield from ()

    def on_mount(self) -> None:
        self._stand_over_talk()

    @on(events.Resize)
    def _place_again(self) -> None:
        self.call_after_refresh(self._stand_over_talk)  # by then what lies below has its new places

    def _stand_over_talk(self) -> None:
        """Lie over the messages, where they have room, and leave list and composer in sight, not cut up."""
        columns, aside = self.app.size.width, 0
        for talk in self.app.screen_stack[0].query(Middle):
            if talk.region.width >= _WIDTHS[self.SIZE] + _BESIDE:
                aside = (talk.region.x + talk.region.right - columns) // 2
        self.query_one("#frame").styles.offset = (aside, _UP if self.has_class("-airy") else 0)

    def on_screen_suspend(self) -> None:
        """Go out of sight below a dialog as wide: two frames on nearly the same place cannot be read."""
        over = self.app.screen
        self.out_of_sight = isinstance(over, Dialog) and over.SIZE == self.SIZE
        self.query_one("#frame").visible = not self.out_of_sight

    def on_screen_resume(self) -> None:
        self.out_of_sight = False
        self.query_one("#frame").visible = True
        self.call_next(self._opened.set)  # by then the focus is where the first key goes

    async def opened(self) -> None:
        """Wait until keys find their way; not for long, since a key that is late is better than none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_OPENING):
                await self._opened.wait()

    def show_heading(self, heading: str) -> None:
        """Change the title."""
        self.query_one("#frame").border_title = Content(one_line(heading))

    def show_aside(self, words: str) -> None:
        """Say something short in the lower edge, such as a count."""
        self.query_one("#frame").border_subtitle = Content(one_line(words))

    def show_hints(self, hints: Iterable[tuple[str, str]]) -> None:
        """Change the keys at the foot."""
        self.query_one(HintLine).show(self._keyed(hints))

    def _keyed(self, hints: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The hints with the user's keys; without those that have none."""
        wished = keys_wished(self.app)
        for hint, word in hints:
            if keys := hinted(hint, wished):
                yield keys, word

    def show_problem(self, sentence: str) -> None:
        """Say above the keys what is wrong; an empty text says that nothing is."""
        problem = self.query_one("#problem", Static)
        problem.update(Content(sentence))
        problem.set_class(bool(sentence), "-shown")

    def on_click(self, event: events.Click) -> None:
        under, _ = self.get_widget_at(event.screen_x, event.screen_y)
        if under is self and self.is_current:
            self.action_leave()

    def action_leave(self) -> None:
        self.dismiss(None)
