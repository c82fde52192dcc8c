"""Finding in a transcript: a line at the bottom takes the words, hits are marked where they stand.

Entries are searched in what they say, without drawing them; only the entry that is gone to is drawn. Case
does not matter.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_focus import FocusableSurface
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid


class FindableSurface(FocusableSurface):
    """A surface in which words can be found."""

    _query = ""
    _typing = False
    _hits: tuple[str, ...] = ()
    _hit: tuple[str, int] | None = None

    @property
    def finding(self) -> bool:
        """Whether a search is on, typed or shown."""
        return self._typing or bool(self._query)

    def find(self, query: str) -> int:
        """Mark words and go to the last entry that has them.

        Args:
            query: What to look for; empty ends the search.

        Returns:
            How many entries have it.
        """
        from tui_threads.ui.render.words import entry_words

        self._query, self._hit = query, None
        conversation = self._gallery.conversation
        wanted = query.casefold()
        self._hits = ()
        if conversation is not None and wanted:
            self._hits = tuple(
                entry.key for entry in conversation.entries if wanted in entry_words(entry).casefold()
            )
        self._repaint()
        if self._hits:
            self.find_next(-1)
        return len(self._hits)

    def find_next(self, step: int) -> None:
        """Go to the next (1) or previous (-1) line with a hit, around the ends."""
        if not self._hits:
            return
        at = self._hit
        if at is None or at[0] not in self._hits:
            self._go(self._hits[0 if step > 0 else -1], first=step > 0)
            return
        lines = self._hit_lines(at[0])
        further = [line for line in lines if (line > at[1] if step > 0 else line < at[1])]
        if further:
            self._show_hit(at[0], further[0 if step > 0 else -1])
            return
        index = self._hits.index(at[0]) + step
        self._go(self._hits[index % len(self._hits)], first=step > 0)

    def end_find(self) -> None:
        """Search no longer; the view stays where it is."""
        if not self.finding:
            return
        self._typing, self._query, self._hits, self._hit = False, "", (), None
        self._repaint()

    def action_find(self) -> None:
        """Begin to type what to look for."""
        self.end_find()
        self._typing = True
        self._repaint()

    def action_find_next(self, step: int) -> None:
        """Go to another hit."""
        self.find_next(step)

    def _search_key(self, event: events.Key) -> bool:
        """Take a key that belongs to the search; True where it did."""
        if event.key == "escape" and self.finding:
            self.end_find()
            return True
        if not self._typing:
            return False
        if event.key == "enter":
            self._typing = False
            if not self._query:
                self.end_find()
            self._repaint()
        elif event.key == "backspace":
            self.find(self._query[:-1])
        elif event.is_printable and event.character:
            self.find(self._query + event.character)
        else:
            return False
        return True

    def _go(self, key: str, *, first: bool) -> None:
        lines = self._hit_lines(key)
        if not lines:
            # The words stand in what is folded away, or go over a fold.
            self._gallery.show(key, type(self._gallery.shown(key))(unfolded=True))
            self._forget_lines(key)
            lines = self._hit_lines(key) or [0]
        self._show_hit(key, lines[0 if first else -1])

    def _show_hit(self, key: str, number: int) -> None:
        self._hit = (key, number)
        self._follow(False)
        index = self._stack.index(key)
        y = self._stack.top(index) + self._window.gap(index) + number
        if not self._window.top <= y < self._window.top + self._window.height - 1:
            self._window.place(key, number)
            self._settle()
            self.scroll_to(y=self._window.top - self._window.height // 3)
        self._focused = key
        self._repaint()

    def _hit_lines(self, key: str) -> list[int]:
        wanted = self._query.casefold()
        lines = self._gallery.view(key).lines
        return [number for number, line in enumerate(lines) if wanted in line.text.casefold()]

    def _line(self, key: str, number: int, line: Line) -> Line:
        if self._query:
            wanted = self._query.casefold()
            text = line.text.casefold()
            if wanted in text and len(text) == len(line.text):
                role = Role.MATCH_CURRENT if self._hit == (key, number) else Role.MATCH
                line = overlaid(line, self._marks(text, wanted, role))
        return super()._line(key, number, line)

    def _marks(self, text: str, wanted: str, role: Role) -> list[Overlay]:
        style = self._make_palette().style(role)
        marks = []
        at = text.find(wanted)
        while at >= 0:
            marks.append(Overlay(at, at + len(wanted), style))
            at = text.find(wanted, at + len(wanted))
        return marks

    def render_line(self, y: int) -> Strip:
        """The lowest row belongs to the search while there is one."""
        if self.finding and y == self._area.height - 1:
            return self._find_row()
        return super().render_line(y)

    def _find_row(self) -> Strip:
        palette = self._make_palette()
        dim = palette.style(Role.DIM)
        caret = palette.glyphs.caret if self._typing else ""
        if self._hit is not None and self._hit[0] in self._hits:
            words = f"{self._hits.index(self._hit[0]) + 1} of {len(self._hits)} messages"
        else:
            words = "nothing found" if self._query else ""
        keys = "Enter keeps  Esc ends" if self._typing else "n next  N previous  Esc ends"
        segments = [
            Segment(" " * self.lead, self._base),
            Segment(f"/{self._query}{caret}", palette.style(Role.ACCENT)),
            Segment(f"  {words}  {keys}", dim),
        ]
        used = sum(cell_len(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, self._area.width - used), self._base))
        return Strip(segments).adjust_cell_length(self._area.width, self._base)
