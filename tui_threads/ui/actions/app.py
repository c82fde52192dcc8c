"""Actions on the app and its panes: going from one to the next, their widths, help."""

from __future__ import annotations

from textual import events, on
from textual.geometry import clamp

from tui_threads.chat.thread_rows import read_choice, write_choice
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.keymap import Key
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.thread_pane import ThreadPane

_ALL_PROFILES = ""
"""What is remembered for the screen, whatever server is talked to."""
_LIST_WIDTH = "list_width"
_NARROWEST, _WIDEST = 18, 80
_STEP = 4
_NARROW = 80
"""Below this many columns the list lies over the messages."""


class AppActions(ChatBase):
    """What concerns the screen as a whole."""

    _list_width: int | None = None
    """Columns the user has given the list."""

    def action_show_threads(self) -> None:
        """Show the list and put the focus in its filter; from there, hide it."""
        inside = self.focused_place in ("threads", "filter")
        if self.has_class("-narrow"):
            self.set_class(not inside, "-list")
        else:
            self.set_class(inside, "-bare")
        if inside:
            self.set_focus(self.composer)
        else:
            self.set_focus(self.pane.filter)  # at once: the next key may be here already

    def action_focus_composer(self) -> None:
        if self.composer.has_focus:
            self.refresh(layout=True)
        self.set_focus(self.composer)

    def action_next_pane(self, by: int) -> None:
        """Tab: composer, what stands above it, thread list, and round again."""
        panes = [
            pane
            for pane in (
                self.composer,
                self.query_one(AttachmentRow),
                self.welcome,
                self.transcript,
                self.card,
                self.pane.threads,
            )
            if pane.is_on_screen and pane.focusable
        ]
        at = panes.index(self.focused) if self.focused in panes else 0
        self.set_focus(panes[(at + by) % len(panes)])

    def action_widen_list(self, by: int) -> None:
        """Give the thread list more or fewer columns, and keep that for the next start."""
        self._set_list_width(self.pane.outer_size.width + by * _STEP)
        self.start(self._keep_list_width())

    @on(ThreadPane.Dragged)
    def drag_list(self, event: ThreadPane.Dragged) -> None:
        self._set_list_width(event.width)
        if event.done:
            self.start(self._keep_list_width())

    def restore_list_width(self) -> None:
        """Give the list the width it was left with."""
        kept = self.cache.read(read_choice, _ALL_PROFILES, _LIST_WIDTH)
        if kept is not None and kept.isdecimal():
            self._set_list_width(int(kept))

    def on_resize(self, event: events.Resize) -> None:
        self._fit_list(event.size.width)

    def _set_list_width(self, width: int) -> None:
        self._list_width = clamp(width, _NARROWEST, _WIDEST)
        self._fit_list(self.size.width)

    def _fit_list(self, columns: int) -> None:
        """The wished width while half of the terminal is left to the messages, else that of the sheet."""
        fits = self._list_width is not None and columns >= max(_NARROW, 2 * self._list_width)
        self.pane.styles.width = self._list_width if fits else None

    async def _keep_list_width(self) -> None:
        await self.cache.run(write_choice, _ALL_PROFILES, _LIST_WIDTH, str(self._list_width))

    def action_help(self) -> None:
        from tui_threads.ui.dialogs.help import help_on_panes

        self.app.push_screen(help_on_panes(self.focused_place, self.keymap), self._do_chosen)

    async def _do_chosen(self, key: Key | None) -> None:
        if key is not None:
            await self.perform(key)
