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
from textual.strip import Strip

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.matches import begun, marked, plain, unmarked
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_places import Places
from tui_threads.ui.widgets.transcript_sheet import Sheet

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry
    from tui_threads.ui.widgets.transcript_focus import EntryFocus


class Finder:
    """A search in the entries of a sheet."""

    def __init__(self, sheet: Sheet, focus: EntryFocus, places: Places) -> None:
        self._sheet = sheet
        self._focus = focus
        self._places = places
        self._query = ""
        self._words: tuple[str, ...] = ()
        self._typing = False
        self._hits: tuple[str, ...] = ()
        self._hit: tuple[str, int] | None = None

    @property
    def on(self) -> bool:
        """Whether there is a search, typed or shown."""
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
            self.next(-1)
        return len(self._hits)

    def reveal(self, key: str, words: Sequence[str] = ()) -> bool:
        """Focus an entry, scroll to it, and mark words as a search does; `next` then goes on from there.

        Args:
            key: An entry that is loaded.
            words: What to mark, each wherever it stands; the view goes to the first.

        Returns:
            Whether the entry is loaded.
        """
        sheet = self._sheet
        if key not in sheet.stack:
            return False
        if not sheet.ready:
            sheet.later = partial(self.reveal, key, tuple(words))
            return True
        self.end()
        words = [word for word in words if word.strip()]
        if words:
            self._look_for(" ".join(words), words)
            self._go(key, first=True, anew=True)
        else:
            self._places.jump_to(key)
            sheet.scroll_to(sheet.window.top - sheet.window.height // 4)
        self._focus.go(key)
        return True

    def begin(self) -> None:
        """Have the words typed."""
        self.end()
        self._typing = True
        self._sheet.repaint()

    def end(self) -> None:
        """Search no longer; the view stays where it is."""
        if self.on:
            self._typing, self._query, self._words, self._hits, self._hit = False, "", (), (), None
            self._sheet.repaint()

    def key(self, name: str, character: str | None) -> bool:
        """Take a key, by its name and what it types, if it belongs to the search; whether it did."""
        if name == "escape" and self.on:
            self.end()
        elif not self._typing:
            return False
        elif name == "enter":
            self._typing = False
            if not self._query:
                self.end()
            self._sheet.repaint()
        elif name == "backspace":
            self.find(self._query[:-1])
        elif character:
            self.find(self._query + character)
        else:
            return False
        return True

    def _look_for(self, query: str, words: Sequence[str]) -> None:
        self._query, self._hit = query, None
        self._words = tuple(plain(word) for word in words if word)
        self.look_again()

    def look_again(self) -> None:
        """Look through all entries, which may be others."""
        gallery = self._sheet.gallery
        self._hits = ()
        if gallery.conversation is not None and self._words and gallery.ready:
            self._hits = tuple(one.key for one in gallery.conversation.entries if self._has_words(one))
        self._sheet.repaint()

    def _has_words(self, entry: Entry) -> bool:
        """Whether an entry says all words; where marks may stand in a phrase it is drawn to know."""
        from tui_threads.ui.render.words import entry_words

        said = plain(entry_words(entry))
        if all(word in said for word in self._words):
            return True
        phrases = [word for word in self._words if " " in word.strip()]
        bare = unmarked(said) if phrases else ""
        return bool(bare) and all(word in bare for word in self._words) and bool(self._hit_lines(entry.key))

    def next(self, step: int) -> None:
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

    def _go(self, key: str, *, first: bool, anew: bool = False) -> None:
        lines = self._unfolded_for_hits(key)
        self._show_hit(key, lines[0 if first else -1] if lines else 0, anew=anew)

    def _unfolded_for_hits(self, key: str) -> list[int]:
        """Lines of an entry on which hits begin, after it was unfolded if that brings more of them."""
        gallery = self._sheet.gallery
        lines = self._hit_lines(key)
        shown = gallery.shown(key)
        if shown.unfolded:
            return lines
        gallery.show(key, replace(shown, unfolded=True))
        unfolded = self._hit_lines(key)
        if len(unfolded) > len(lines):
            self._sheet.redraw_entry(key)
            return unfolded
        gallery.show(key, shown)
        return lines

    def _show_hit(self, key: str, number: int, *, anew: bool = False) -> None:
        """Have a hit in view; `anew`, for who comes from elsewhere, with what was said before it."""
        sheet = self._sheet
        self._hit = (key, number)
        sheet.window.following = False
        if anew or not 0 <= sheet.window.row(sheet.stack.index(key), number) < sheet.window.height - 1:
            sheet.window.place(key, number)
            sheet.settle()
            sheet.scroll_to(sheet.window.top - sheet.window.height // 3)
        self._focus.take(key)
        sheet.repaint()

    def _hit_lines(self, key: str) -> list[int]:
        return begun(self._sheet.gallery.view(key).lines, self._words)

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line with its hits marked."""
        lines = self._sheet.gallery.view(key).lines if self._words else ()
        spans = marked(lines, number, self._words) if number < len(lines) else []
        if not spans:
            return line
        role = Role.MATCH_CURRENT if self._hit == (key, number) else Role.MATCH
        style = self._sheet.look.palette.style(role)
        return overlaid(line, [Overlay(start, end, style) for start, end in spans])

    def banner(self) -> Strip | None:
        """The row that shows the search, while there is one."""
        if not self.on:
            return None
        look = self._sheet.look
        caret = look.palette.glyphs.caret if self._typing else ""
        segments = [
            look.bar(None),
            Segment(f"/{self._query}{caret}", look.palette.style(Role.ACCENT)),
            Segment(f"  {self._found()}", dim := look.palette.style(Role.DIM)),
        ]
        used = sum(cell_len(segment.text) for segment in segments)
        for key in ("Enter keeps", "Esc ends") if self._typing else ("n next", "N previous", "Esc ends"):
            if used + 2 + len(key) <= look.area.width:  # whole, or not at all
                segments.append(Segment(f"  {key}", dim))
                used += 2 + len(key)
        segments.append(Segment(" " * max(0, look.area.width - used), look.base))
        return Strip(segments).adjust_cell_length(look.area.width, look.base)

    def _found(self) -> str:
        """What was found, in words."""
        if self._hit is None or self._hit[0] not in self._hits:
            return "nothing found" if self._query else ""
        words = f"{self._hits.index(self._hit[0]) + 1} of {len(self._hits)} messages"
        return words if self._hit_lines(self._hit[0]) else f"{words}, in its raw text: v shows it"
