"""Finding in a transcript: a line at the bottom takes the words, hits are marked where they stand.

Entries are searched in what they say, without drawing them; only the entry that is gone to is drawn, and
unfolded where it hides a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.matches import begun, marked, plain, unmarked
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_places import PlacedSurface

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry


class FindableSurface(PlacedSurface):
    """A surface in which words can be found."""

    _query = ""
    _words: tuple[str, ...] = ()
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
        self._look_for(query, [query])
        if self._hits:
            self.find_next(-1)
        return len(self._hits)

    def reveal(self, message_id: str, words: Sequence[str] = ()) -> bool:
        """Focus a message, scroll to it, and mark words as a search does; n and N then go on from there.

        Args:
            message_id: A message that is loaded.
            words: What to mark, each wherever it stands; the view goes to the first.

        Returns:
            Whether the message is loaded.
        """
        if message_id not in self._stack:
            return False
        if not self._area.height or self._gallery.canvas is None:
            self._later = partial(self.reveal, message_id, tuple(words))
            return True
        self.end_find()
        words = [word for word in words if word.strip()]
        if words:
            self._look_for(" ".join(words), words)
            self._go(message_id, first=True)
        else:
            self.jump_to(message_id)
            self.scroll_to(y=self._window.top - self._window.height // 4)
        self.focus_entry(message_id)
        return True

    def _look_for(self, query: str, words: Sequence[str]) -> None:
        self._query, self._hit = query, None
        self._words = tuple(plain(word) for word in words if word)
        self._find_hits()
        self._repaint()

    def _find_hits(self) -> None:
        """Look through all entries."""
        conversation = self._gallery.conversation
        self._hits = ()
        if conversation is not None and self._words and self._gallery.canvas is not None:
            self._hits = tuple(entry.key for entry in conversation.entries if self._has_words(entry))

    def _has_words(self, entry: Entry) -> bool:
        """Whether an entry says all words; where marks may stand in a phrase it is drawn to know."""
        from tui_threads.ui.render.words import entry_words

        said = plain(entry_words(entry))
        if all(word in said for word in self._words):
            return True
        phrases = [word for word in self._words if " " in word.strip()]
        bare = unmarked(said) if phrases else ""
        return bool(bare) and all(word in bare for word in self._words) and bool(self._hit_lines(entry.key))

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
        self._typing, self._query, self._words, self._hits, self._hit = False, "", (), (), None
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
        lines = self._unfolded_for_hits(key)
        self._show_hit(key, lines[0 if first else -1] if lines else 0)

    def _unfolded_for_hits(self, key: str) -> list[int]:
        """Lines of an entry on which hits begin, after it was unfolded if that brings more of them."""
        lines = self._hit_lines(key)
        shown = self._gallery.shown(key)
        if shown.unfolded:
            return lines
        self._gallery.show(key, replace(shown, unfolded=True))
        unfolded = self._hit_lines(key)
        if len(unfolded) > len(lines):
            self._forget_lines(key)
            return unfolded
        self._gallery.show(key, shown)
        return lines

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
        return begun(self._gallery.view(key).lines, self._words)

    def _line(self, key: str, number: int, line: Line) -> Line:
        lines = self._gallery.view(key).lines if self._words else ()
        spans = marked(lines, number, self._words) if number < len(lines) else []
        if spans:
            role = Role.MATCH_CURRENT if self._hit == (key, number) else Role.MATCH
            style = self._make_palette().style(role)
            line = overlaid(line, [Overlay(start, end, style) for start, end in spans])
        return super()._line(key, number, line)

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
            if not self._hit_lines(self._hit[0]):
                words += ", in its raw text: v shows it"
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
