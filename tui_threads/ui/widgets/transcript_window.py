"""Which lines of the stack are in view: the window over it, held in place while heights are mended.

Pure of Textual, so that scrolling, anchors and mending are tested as plain calls.
"""

from __future__ import annotations

from tui_threads.ui.widgets.transcript_gallery import Gallery
from tui_threads.ui.widgets.transcript_stack import Stack


class Window:
    """A view of `height` lines over the stack.

    The window keeps its top line in place whatever happens above it, unless it follows the end.
    Everything within a page of it is measured, so that a step of up to one page only ever meets
    lines whose place is known.
    """

    def __init__(self, stack: Stack, gallery: Gallery) -> None:
        self.stack = stack
        self.gallery = gallery
        self.height = 0
        """Lines in view."""
        self.top = 0
        """First line in view."""
        self.following = True
        """Whether the last line is kept in view."""
        self.slack = 0
        """Blank lines that may stand below the end while it is followed.

        A growing reply moves up by these few lines at once instead of by every line: the eye has a
        place to rest, and the whole view is written to the terminal so much more seldom.
        """
        self.ruled: str | None = None
        """The entry above which a line tells that the model sees nothing older."""
        self._anchor: tuple[str, int] | None = None

    @property
    def limit(self) -> int:
        """The greatest `top` at which no line below the end is in view."""
        return max(0, self.stack.total - self.height)

    @property
    def extent(self) -> int:
        """Lines there are to scroll over: all, and the blank ones that are in view below them."""
        return max(self.stack.total, self.top + self.height)

    def gap(self, index: int) -> int:
        """Lines above an entry: blank ones, and the line that may stand between them."""
        if not index:
            return 0
        if self.stack.keys[index] == self.ruled:
            return 3
        above, key = self.stack.keys[index - 1 : index + 1]
        return 0 if self.gallery.is_step(key) and self.gallery.is_step(above) else 1

    def row(self, index: int, number: int = 0) -> int:
        """The row of the view at which a line of an entry stands, also above or below what is in view."""
        return self.stack.top(index) + self.gap(index) + number - self.top

    def at(self, row: int) -> tuple[int, int] | None:
        """Entry and line at a row of the view; a line less than zero is in the gap above the entry."""
        if self.top + row >= self.stack.total:
            return None
        index, offset = self.stack.at(self.top + row)
        return index, offset - self.gap(index)

    def measure(self, index: int) -> None:
        """Make an entry's height exact."""
        if not self.stack.exact(index):
            view = self.gallery.view(self.stack.keys[index])
            lines = len(view.lines)
            self.stack.set_height(index, self.gap(index) + lines if lines else 0)

    def hold(self) -> None:
        """Remember the line at the top, before entries or heights change."""
        if not len(self.stack):
            self._anchor = None
            return
        index, offset = self.stack.at(self.top)
        self._anchor = (self.stack.keys[index], offset)

    def settle(self) -> int:
        """Measure what is in view and a page around it; the anchor stays where it is.

        Returns:
            The line that is now at the top.
        """
        if not len(self.stack) or not self.height:
            self.top = 0
            return 0
        if self.following:
            self._measure_up(len(self.stack) - 1, 2 * self.height)
            self._settle_end()
        else:
            self._settle_anchor()
        self.hold()
        return self.top

    def _settle_end(self) -> None:
        blank = self.top + self.height - self.stack.total
        if self.limit and not 0 <= blank <= self.slack:
            self.top = self.limit + (self.slack if blank < 0 else 0)
        elif not self.limit:
            self.top = 0

    def move(self, top: int) -> None:
        """Put another line at the top; the anchor is what is there now."""
        self.top = max(0, min(top, max(self.limit, self.top)))
        self.hold()

    def _settle_anchor(self) -> None:
        if self._anchor is None or self._anchor[0] not in self.stack:
            self.hold()
        assert self._anchor is not None
        key, offset = self._anchor
        index = self.stack.index(key)
        self.measure(index)
        offset = min(offset, max(0, self.stack.height(index) - 1))
        self._measure_down(index, offset + 2 * self.height)
        self._measure_up(index - 1, self.height)
        top = self.stack.top(index) + offset
        if top > self.limit:
            # Short of lines below: the end is in view, and what is above it must be known too.
            self._measure_up(len(self.stack) - 1, 2 * self.height)
            top = self.limit
        self.top = top

    def _measure_down(self, index: int, wanted: int) -> None:
        while wanted > 0 and index < len(self.stack):
            self.measure(index)
            wanted -= self.stack.height(index)
            index += 1

    def _measure_up(self, index: int, wanted: int) -> None:
        while wanted > 0 and index >= 0:
            self.measure(index)
            wanted -= self.stack.height(index)
            index -= 1

    def text_place(self) -> tuple[str, int] | None:
        """The entry at the top, and how many characters of it are above the view.

        Less than zero: that many lines of its gap are in view.
        """
        if not len(self.stack):
            return None
        index, offset = self.stack.at(self.top)
        key = self.stack.keys[index]
        offset -= self.gap(index)
        if offset < 0:
            return key, offset
        lines = self.gallery.view(key).lines[:offset]
        return key, sum(len(line.text) + len(line.joint) for line in lines)

    def anchor_text(self, place: tuple[str, int] | None) -> None:
        """Put the line that holds a place of `text_place` at the top, at another width."""
        if place is None or place[0] not in self.stack:
            return
        key, characters = place
        offset = self.gap(self.stack.index(key))
        if characters < 0:
            self._anchor = (key, max(0, offset + characters))
            return
        for line in self.gallery.view(key).lines:
            characters -= len(line.text) + len(line.joint)
            if characters < 0:
                break
            offset += 1
        self._anchor = (key, offset)

    def place(self, key: str, offset: int) -> None:
        """Put a line of an entry at the top, or as near as the end allows, at the next `settle`."""
        self._anchor = (key, offset)
