"""The side of a transcript that Textual sees: rows, scrolling and selection."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import ClassVar, Self

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_look import Look
from tui_threads.ui.widgets.transcript_selection import TextSelection
from tui_threads.ui.widgets.transcript_sheet import Sheet


class TranscriptSurface(ScrollView, can_focus=True):
    """A sheet shown in Textual, whose scroll position follows the sheet's window."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{role}" for role in Role}
    DEFAULT_CSS = """
    TranscriptSurface {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-color: $border-blurred;
        background: $background;
        color: $foreground;
        & > .transcript--dim { color: $text-muted; }
        & > .transcript--rule { color: $border-blurred; }
        & > .transcript--accent { color: $accent; }
        & > .transcript--author { color: $foreground; }
        & > .transcript--heading { color: $foreground; }
        & > .transcript--quote { color: $text-muted; }
        & > .transcript--link { color: $accent; text-style: underline; }
        & > .transcript--code { background: $surface; color: $foreground; }
        & > .transcript--block { background: $surface; color: $foreground; }
        & > .transcript--label { background: $surface; color: $text-muted; }
        & > .transcript--warning { color: $warning; }
        & > .transcript--error { color: $error; }
        & > .transcript--success { color: $success; }
        & > .transcript--match { background: $panel; color: $foreground; text-style: underline; }
        & > .transcript--match-current { background: $accent; color: $background; }
        & > .transcript--bar { color: $accent 60%; }
        & > .transcript--bar-focus { color: $accent; }
        & > .transcript--syntax-keyword { background: $surface; color: $syntax-keyword; }
        & > .transcript--syntax-string { background: $surface; color: $success; }
        & > .transcript--syntax-comment { background: $surface; color: $text-muted; text-style: italic; }
        & > .transcript--syntax-number { background: $surface; color: $warning; }
        & > .transcript--syntax-name { background: $surface; color: $syntax-name; }
        & > .transcript--syntax-type { background: $surface; color: $warning; }
        & > .transcript--syntax-added { background: $surface; color: $success; }
        & > .transcript--syntax-removed { background: $surface; color: $error; }
    }
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.look = Look(self._style_of)
        """Measures and colours; some may be chosen."""
        self._sheet = Sheet(self.look, self._refresh_rows)
        self._sheet.settled = (self._follow_window,)
        self.selected = TextSelection(self._sheet, self)
        """The text that is selected."""
        self._moving = False
        self._thumb: tuple[int, int, bool] | None = None

    def _style_of(self, role: Role) -> Style:
        if role == Role.TEXT:
            return self.rich_style
        return self.get_component_rich_style(f"transcript--{role}")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint rows for the compositor, which asks for all whenever anything on the screen changes."""
        self.look.area = self.size
        _, background = self.background_colors
        return self._sheet.painter.rows(crop, self.get_line_filters(), background)

    def render_line(self, y: int) -> Strip:
        """One row; where the pointer is looked up, with the places selections are made of."""
        return self._sheet.painter.banner_at(y) or self.selected.located(y)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have rows painted anew, all of them where none are named."""
        self._sheet.painter.forget_rows(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _refresh_rows(self, regions: Iterable[Region]) -> None:
        self.refresh(*regions)

    def notify_style_update(self) -> None:
        """The theme may have changed, or only the focus or the size.

        Looked at soon: Textual tells of it before the colours of the roles are those of the new theme.
        """
        super().notify_style_update()
        if self.look.coloured and self.is_attached:
            self.call_next(self._sheet.recolour)

    def on_resize(self) -> None:
        """Another size."""
        self._sheet.resize(self.size)

    def _follow_window(self) -> None:
        """Bring Textual's scroll position and scrollbar in line with the window."""
        window = self._sheet.window
        size = Size(self.look.area.width, window.extent)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
        if round(self.scroll_y) != window.top:
            self._moving = True
            self.scroll_target_y = window.top
            self.scroll_y = window.top
            self._moving = False
        self._move_thumb()

    def _move_thumb(self) -> None:
        """Move the scrollbar's thumb as soon as that can be seen.

        The bar is drawn whole each time, and with it whatever lies on its rows; a line more of a long thread
        moves it by less than can be drawn.
        """
        bar = self._vertical_scrollbar
        window = self._sheet.window
        if bar is None or not window.extent:
            return
        size = max(1.0, window.height**2 / window.extent)
        start = (window.height - size) * window.top / max(1, window.extent - window.height)
        thumb = (int(8 * start), ceil(8 * size), window.extent > window.height)
        if thumb != self._thumb:
            self._thumb = thumb
            bar.window_virtual_size, bar.window_size = window.extent, window.height
            bar.position = window.top

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Somebody scrolled.

        Not where Textual fits the position to another height, of which `on_resize` has still to be told.
        """
        resized = self._sheet.window.height != self.size.height
        if not self._moving and not resized and round(old_value) != round(new_value):
            self._sheet.scroll_to(round(new_value))
        self._sheet.repaint()

    def scroll_page_up(self, **options: object) -> None:
        """Back by a page; two lines of what was read stay in view."""
        self._sheet.scroll_pages(-1)

    def scroll_page_down(self, **options: object) -> None:
        """On by a page; two lines of what was read stay in view."""
        self._sheet.scroll_pages(1)

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: object) -> None:
        """Scroll at once: an animation would run against heights that are mended under it."""
        self._scroll_to(x, y, animate=False)

    def select(self, selection: Selection) -> None:
        """Select that and nothing else on the screen."""
        self.screen.selections = {self: selection}

    def selected_style(self) -> Style:
        """What Textual lays over selected text."""
        return self.screen.get_component_rich_style("screen--selection")

    def selection_updated(self, selection: Selection | None) -> None:
        """The selection is another one."""
        self.selected.changed(selection)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it."""
        text = self.selected.text(selection)
        return (text, "\n") if text is not None else None

    def on_click(self, event: events.Click) -> None:
        """Twice selects a word, thrice a paragraph."""
        if event.chain > 1:
            event.prevent_default()  # Textual would select the widget, then all around it
            self.selected.select_at(event.y, event.x, paragraph=event.chain > 2)
