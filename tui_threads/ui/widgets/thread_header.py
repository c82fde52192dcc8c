"""The line over the transcript: what this thread is called, and who answers in it."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from tui_threads.ui.plain import fit, one_line

SEPARATOR = " · "
"""Between who answers and with which model."""
_GAP = 2


class ThreadHeader(Widget):
    """Title at the left, assistant and model dimmed at the right."""

    ALLOW_SELECT = False
    """Or a third click on it would select the whole screen."""
    DEFAULT_CSS = """
    ThreadHeader {
        height: 2; padding: 0 2; background: $background; color: $foreground; text-style: bold;
        &.-descended { height: 3; }
        &.-lit { color: $accent; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._answering = ""
        self._lineage = ""

    def show(self, title: str, answering: str) -> None:
        """Draw a title and `assistant · model`."""
        title, answering = one_line(title), one_line(answering)
        if (title, answering) != (self._title, self._answering):
            self._title, self._answering = title, answering
            self.refresh()

    def show_lineage(self, words: str) -> None:
        """Draw below the title what the thread was made of, or nothing."""
        if words != self._lineage:
            self._lineage = words
            self.set_class(bool(words), "-descended")
            self.refresh()

    def render(self) -> RenderResult:
        width = self.content_size.width
        ascii_only = self.app.has_class("-ascii")
        more = "..." if ascii_only else "…"
        right = self._answering
        if cell_len(self._title) + _GAP + cell_len(right) > width:
            right = right.rpartition(SEPARATOR)[0] or right  # the model goes before a word of the title does
        right = right.replace(SEPARATOR, " - ") if ascii_only else right
        room = max(width // 2, width - cell_len(self._title) - _GAP)  # a short title leaves more
        right = fit(right, min(cell_len(right), room), more)
        left = fit(self._title, max(0, width - cell_len(right) - _GAP), more)
        parts: list[tuple[str, str] | str] = [(left, "bold"), " " * _GAP, (right, "not bold $text-muted")]
        if self._lineage and self.content_size.height > 1:
            parts.append(("\n" + fit(self._lineage, width), "not bold $text-muted"))
        return Content.assemble(*parts)
