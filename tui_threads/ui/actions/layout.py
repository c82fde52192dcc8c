"""The panes beside each other: going from one to the next, showing and hiding the list, how wide each is."""

from __future__ import annotations

from textual.geometry import clamp
from textual.screen import Screen

from tui_threads.chat.cache import Cache
from tui_threads.chat.thread_rows import read_choice, write_choice
from tui_threads.ui.panes import Panes, place_of
from tui_threads.ui.stage import Stage
from tui_threads.ui.widgets.run_pane import RunPane

_ALL_PROFILES = ""
"""What is remembered for the screen, whatever server is talked to."""
_LIST_WIDTH = "list_width"
_NARROWEST, _WIDEST = 18, 80
_STEP = 4
_NARROW = 80
"""Below this many columns the list lies over the messages."""
_VAST = 170
"""From this many columns on a pane finds room beside the messages."""
_BESIDE_TEXT = 6
"""Cells: what leads the text, and the air, in which the scrollbar is."""


class Layout:
    """Places the panes. The only part that is given the screen, whose classes its sheet is written for."""

    def __init__(self, screen: Screen[None], stage: Stage, panes: Panes, cache: Cache) -> None:
        self._screen = screen
        self._stage = stage
        self._panes = panes
        self._cache = cache
        self._list_width: int | None = None
        """Columns the user has given the list."""

    def show_list(self) -> None:
        """Show the list and put the focus in its filter; from there, hide it."""
        inside = place_of(self._stage.focused) in ("threads", "filter")
        if self._screen.has_class("-narrow"):
            self._screen.set_class(not inside, "-list")
        else:
            self._screen.set_class(inside, "-bare")
        self._stage.focus(self._panes.composer if inside else self._panes.side.filter)

    def hide_list(self) -> bool:
        """Hide the list where it was called over the messages; whether it lay there."""
        screen = self._screen
        lay_over = screen.has_class("-list") and (screen.has_class("-narrow") or screen.has_class("-tiny"))
        screen.remove_class("-list")
        return lay_over

    def focus_composer(self) -> None:
        """Go to the composer; from there, draw everything anew."""
        if self._panes.composer.has_focus:
            self._screen.refresh(layout=True)
        self._stage.focus(self._panes.composer)

    def next_pane(self, by: int) -> None:
        """Tab: composer, what stands above it, thread list, and round again; from the filter to its list."""
        panes = [pane for pane in self._panes.in_turn if pane.is_on_screen and pane.focusable]
        focused = self._stage.focused
        if focused is self._panes.side.filter:
            focused = self._panes.side.threads
            by = min(by, 0)
        at = panes.index(focused) if focused in panes else 0
        self._stage.focus(panes[(at + by) % len(panes)])

    def be_dense(self, dense: bool) -> None:
        """Leave less air between what is shown, or more."""
        self._screen.set_class(dense, "-compact")

    def set_text_width(self, columns: int) -> None:
        """Have the column of text so wide, and what stands over and below it no wider."""
        self._panes.transcript.look.text_width = columns
        self._screen.query_one("#talk").styles.max_width = columns + _BESIDE_TEXT

    def widen_list(self, by: int) -> None:
        """Give the thread list more or fewer columns, and keep that for the next start."""
        self.drag_list(self._panes.side.outer_size.width + by * _STEP, done=True)

    def drag_list(self, width: int, *, done: bool) -> None:
        """Give the list so many columns; keep that when the user has let go."""
        self._set_list_width(width)
        if done:
            self._stage.start(self._keep_list_width)

    def restore_list_width(self) -> None:
        """Give the list the width it was left with."""
        kept = self._cache.read(read_choice, _ALL_PROFILES, _LIST_WIDTH)
        if kept is not None and kept.isdecimal():
            self._set_list_width(int(kept))

    @property
    def has_room_beside(self) -> bool:
        """Whether list, messages and one more pane find room."""
        return self._screen.size.width >= _VAST

    async def put_beside(self, pane: RunPane) -> RunPane:
        """Show a pane at the right of the messages, in place of what was there."""
        self.clear_beside()
        self._panes.runs = pane
        await self._screen.query_one("#body").mount(pane)
        return pane

    def clear_beside(self) -> None:
        """Take the pane at the right of the messages away."""
        if self._panes.runs is not None:
            self._panes.runs.remove()
            self._panes.runs = None

    def fit(self, columns: int) -> None:
        """Fit into so many columns: how wide the list is, whether there is room for a pane beside."""
        self._fit_list(columns)
        self._stage.after_refresh(self._focus_again)
        pane = self._panes.runs
        if pane is not None and pane.display != (columns >= _VAST):
            if place_of(self._stage.focused) == "inspector":
                self._stage.focus(self._panes.composer)
            pane.display = columns >= _VAST

    def _focus_again(self) -> None:
        """A terminal that was too small to show anything took the focus away."""
        if self._stage.focused is None and self._panes.composer.is_on_screen:
            self._stage.focus(self._panes.composer)

    def _fit_list(self, columns: int) -> None:
        """The wished width while half of the terminal is left to the messages, else that of the sheet."""
        fits = self._list_width is not None and columns >= max(_NARROW, 2 * self._list_width)
        self._panes.side.styles.width = self._list_width if fits else None

    def _set_list_width(self, width: int) -> None:
        self._list_width = clamp(width, _NARROWEST, _WIDEST)
        self._fit_list(self._screen.size.width)

    async def _keep_list_width(self) -> None:
        await self._cache.run(write_choice, _ALL_PROFILES, _LIST_WIDTH, str(self._list_width))
