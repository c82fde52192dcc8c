"""How a transcript looks: its size, the column of text in it, its marks and its colours."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui_threads.ui.render.glyphs import UNICODE, Glyphs
from tui_threads.ui.render.palette import Palette, Role


class Look:
    """Measures and colours of one transcript, for everything that draws a part of it."""

    def __init__(self, style_of: Callable[[Role], Style]) -> None:
        self.glyphs: Glyphs = UNICODE
        """The marks to draw with; set before the first entry is shown."""
        self.now: Callable[[], float] = time.time
        """The clock, in Unix seconds; set before the first entry is shown."""
        self.text_width = 100
        """Most cells of the text column: longer lines are hard to read; takes hold at the next resize."""
        self.area = Size(0, 0)
        """The cells of the view."""
        self._style_of = style_of
        self._palette: Palette | None = None

    @property
    def lead(self) -> int:
        """Cells left of the text column: air and the bar."""
        return 4 if self.area.width >= 60 else 2

    @property
    def column(self) -> int:
        """Cells of the text column."""
        return max(8, min(self.text_width, self.area.width - self.lead - 2))

    @property
    def palette(self) -> Palette:
        """The colours, the same value as long as the theme's are the same."""
        if self._palette is None:
            self._palette = Palette({role: self._style_of(role) for role in Role}, self.glyphs)
        return self._palette

    @property
    def coloured(self) -> bool:
        """Whether anything was drawn in colours yet."""
        return self._palette is not None

    @property
    def base(self) -> Style:
        """The style of what is empty."""
        return self._palette.style(Role.TEXT) if self._palette is not None else Style()

    def recolour(self) -> bool:
        """Take the theme's colours anew.

        Returns:
            Whether they are others than before.
        """
        before, self._palette = self._palette, None
        if before is None or self.palette.roles != before.roles:
            return True
        self._palette = before
        return False

    def blank(self) -> Strip:
        """A row without anything."""
        return Strip.blank(self.area.width, self.base)

    def bar(self, role: Role | None) -> Segment:
        """What stands left of the text column: a bar in the colour of a role, or nothing."""
        if role is None or self._palette is None:
            return Segment(" " * self.lead, self.base)
        return Segment(f"{self.glyphs.bar} ".rjust(self.lead), self._palette.style(role))
