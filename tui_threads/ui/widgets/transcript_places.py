"""Places in a transcript: where one reads, what is unread, and what the model no longer sees."""

from __future__ import annotations

from functools import partial

from tui_threads.ui.render.line import Line
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_focus import EntryFocus, with_tail
from tui_threads.ui.widgets.transcript_sheet import Sheet


class Places:
    """Goes to places of a sheet and can tell where the reader is."""

    def __init__(self, sheet: Sheet, focus: EntryFocus) -> None:
        self._sheet = sheet
        self._focus = focus
        self.unread: str | None = None
        """The first entry that is not read yet; None: everything is read."""

    @property
    def place(self) -> str | None:
        """Where the reader is, for `restore`; None where the end is followed.

        It names the entry at the top of the view and how many of its characters stand above, so that it
        holds at any width and whatever comes in above.
        """
        found = self._sheet.reading_place()
        return f"{found[0]}:{found[1]}" if found is not None else None

    def expect(self, place: str) -> None:
        """Go to where a reader was; where that is not loaded yet, draw nothing until the reader goes on.

        So does `restore`, when it is loaded, and `end`, where it cannot be.
        """
        sheet = self._sheet
        sheet.painter.withheld = ""
        if not sheet.ready:
            sheet.later = partial(self.expect, place)
        elif place.rpartition(":")[0] in sheet.stack:
            self.restore(place)
        else:
            sheet.repaint()

    @property
    def awaits(self) -> bool:
        """Whether what is expected is not there yet."""
        return self._sheet.painter.holds_back

    def tell(self, words: str) -> None:
        """Say what is waited for, in the place of the messages."""
        if self.awaits:
            self._sheet.painter.withheld = words
            self._sheet.repaint()

    def restore(self, place: str | None) -> None:
        """Go to where a reader was; to the end where that is None, not a place, or not loaded."""
        sheet = self._sheet
        if not sheet.ready:
            sheet.later = partial(self.restore, place)
            return
        key, _, characters = (place or "").rpartition(":")
        if key not in sheet.stack or not characters.lstrip("-").isdecimal():
            self.end()
            return
        sheet.window.following = False
        sheet.window.anchor_text((key, int(characters)))
        sheet.settle()
        sheet.window.following = sheet.window.top >= sheet.window.limit
        sheet.painter.withheld = None
        sheet.repaint()

    def end(self) -> None:
        """Go to the end and stay there."""
        self._sheet.window.slack, self._sheet.window.following = 0, True
        self._sheet.painter.withheld = None
        self._sheet.settle()
        self._sheet.repaint()

    def jump_to(self, key: str) -> bool:
        """Put an entry at the top of the view and focus it.

        Returns:
            Whether there is such an entry.
        """
        sheet = self._sheet
        if key not in sheet.stack:
            return False
        sheet.window.following = False
        sheet.window.place(key, 0)
        sheet.settle()
        self._focus.go(key)
        sheet.repaint()
        return True

    def first(self) -> None:
        """Go to the first entry."""
        if len(self._sheet.stack) > 1:
            self.jump_to(self._sheet.stack.keys[0])

    def last(self) -> None:
        """Go to the end, focus the last entry and stay there."""
        self.end()
        if len(self._sheet.stack) > 1:
            self._focus.go(self._sheet.stack.keys[-2])
            self.end()

    def shows(self, key: str) -> bool:
        """Whether the first line of an entry is in view."""
        if key not in self._sheet.stack:
            return False
        return 0 <= self._sheet.window.row(self._sheet.stack.index(key)) < self._sheet.window.height

    def mark_unread(self, key: str | None) -> None:
        """Tell from which entry on the reader has not read; None: everything is read."""
        before, self.unread = self.unread, key
        self._sheet.repaint_entry(before)
        self._sheet.repaint_entry(key)

    def mark_unseen(self, before: str | None) -> None:
        """Tell that the model no longer sees what stands above an entry; None: it sees everything.

        A quiet line says so between the two. An entry that is not loaded, or has nothing above it, gets none
        until that is so.
        """
        stack, window = self._sheet.stack, self._sheet.window
        if before == window.ruled:
            return
        window.hold()
        changed = {before, window.ruled}
        window.ruled = before
        for key in changed:
            if key is not None and key in stack:
                stack.doubt(stack.index(key))
        self._sheet.settle()
        self._sheet.repaint()

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line, marked where it is the first that is not read."""
        if not number and key == self.unread:
            return with_tail(line, "new", Role.ACCENT, self._sheet.look)
        return line
