"""Places in a transcript: where one reads, what is unread, and what the model no longer sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rich.segment import Segment
from textual.strip import Strip

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_focus import FocusableSurface
from tui_threads.ui.widgets.transcript_paint import paint

_UNSEEN = "the model no longer sees what stands above"


class PlacedSurface(FocusableSurface):
    """A surface that goes to places and can tell where the reader is."""

    _unread: str | None = None
    _later: Callable[[], object] | None = None

    @property
    def place(self) -> str | None:
        """Where the reader is, for `restore`; None where the end is followed.

        It names the entry at the top of the view and how many of its characters stand above, so that it
        holds at any width and whatever comes in above.
        """
        found = self._reading_place()
        return f"{found[0]}:{found[1]}" if found is not None else None

    def restore(self, place: str | None) -> None:
        """Go to where a reader was; to the end where that is None, not a place, or not loaded."""
        if not self._area.height or self._gallery.canvas is None:
            self._later = partial(self.restore, place)
            return
        key, _, characters = (place or "").rpartition(":")
        if key not in self._stack or not characters.lstrip("-").isdecimal():
            self.follow()
            return
        self._follow(False)
        self._window.anchor_text((key, int(characters)))
        self._settle()
        self._follow(self._window.top >= self._window.limit)
        self._repaint()

    def on_resize(self) -> None:
        """Go where it was asked to go while there was no size yet."""
        super().on_resize()
        later, self._later = self._later, None
        if later is not None:
            later()

    def jump_to(self, key: str) -> bool:
        """Put an entry at the top of the view and focus it.

        Returns:
            Whether there is such an entry.
        """
        if key not in self._stack:
            return False
        self._follow(False)
        self._window.place(key, 0)
        self._settle()
        self.focus_entry(key)
        self._repaint()
        return True

    def shows(self, key: str) -> bool:
        """Whether the first line of an entry is in view."""
        if key not in self._stack:
            return False
        index = self._stack.index(key)
        y = self._stack.top(index) + self._window.gap(index) - self._window.top
        return 0 <= y < self._window.height

    def mark_unread(self, key: str | None) -> None:
        """Tell from which entry on the reader has not read; None: everything is read."""
        before, self._unread = self._unread, key
        for one in (before, key):
            if one is not None and one in self._stack:
                self._repaint_entry(one)

    def jump_to_unread(self) -> bool:
        """Go to the first entry that is not read yet.

        Returns:
            Whether there is one.
        """
        return self._unread is not None and self.jump_to(self._unread)

    def mark_unseen(self, before: str | None) -> None:
        """Tell that the model no longer sees what stands above an entry; None: it sees everything.

        A quiet line says so between the two. An entry that is not loaded, or has nothing above it, gets none
        until that is so.
        """
        if before == self._window.ruled:
            return
        self._window.hold()
        changed = {before, self._window.ruled}
        self._window.ruled = before
        for key in changed:
            if key is not None and key in self._stack:
                self._stack.doubt(self._stack.index(key))
        self._settle()
        self._repaint()

    def _line(self, key: str, number: int, line: Line) -> Line:
        if number == 0 and key == self._unread:
            line = self._with_tail(line, "new", Role.ACCENT)
        return super()._line(key, number, line)

    def _blank(self, index: int, offset: int) -> Strip:
        if offset != 1 or self._stack.keys[index] != self._window.ruled:
            return super()._blank(index, offset)
        palette = self._make_palette()
        dim, rule = palette.style(Role.DIM), palette.glyphs.rule
        words = f"{rule * 2} {_UNSEEN} "
        line = Line(body=(Segment(words + rule * max(2, self.column - len(words)), dim),))
        bar = Segment(" " * self.lead, self._base)
        strip = paint(line, bar, self.column, self._area.width, self._base)
        return strip if self._painting else self._placed_blank(strip, index, 0)
