"""What may be meant while one types `/` or `@`: a few lines over the transcript, right above the composer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widget import Widget

from tui_threads.ui.plain import fit, in_columns, one_line

_MOST_ROWS = 8
_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Offer:
    """One line that can be taken."""

    text: str
    """What is put in the place of what was typed."""
    title: str
    note: str = ""
    """Short and quiet, at the right end."""
    short: str = ""
    """In the place of a title that does not fit."""
    open: bool = False
    """Whether more may follow it, such as a folder or a command that wants words."""


class CompletionPopup(Widget, can_focus=False):
    """Draws offers and the cursor among them. The keys stay with the composer, which moves the cursor."""

    DEFAULT_CSS = """
    CompletionPopup {
        overlay: screen; display: none; width: auto; height: auto;
        background: $panel; color: $foreground; padding: 0 1;
    }
    """

    class Taken(Message):
        """An offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._at = 0
        self._top = 0
        self._rows = 0
        self._room = 0
        self._more = "..." if ascii_only else "…"

    @property
    def open(self) -> bool:
        """Whether it is seen."""
        return bool(self._offers)

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor."""
        return self._offers[self._at] if self._offers else None

    def show(self, offers: Sequence[Offer], above: Region, screen_width: int) -> None:
        """Draw offers right above a region of the screen; none hides it."""
        self._offers = offers
        self._at = 0
        self.place(above, screen_width)

    def place(self, above: Region, screen_width: int) -> None:
        """Stay right above a region that has moved; without room for an offer, hide."""
        self._rows = min(len(self._offers), _MOST_ROWS, max(0, above.y - 1))
        self._top = max(0, self._at - self._rows + 1)
        if not self._rows:
            self._offers = ()
        self.display = self.open
        if self.open:
            self._room = min(_WIDTH, above.width - 4, screen_width - 4)
            self.absolute_offset = Offset(above.x + 1, above.y - self._rows - 1)
            self.refresh(layout=True)

    def close(self) -> None:
        """Hide it."""
        self._offers = ()
        self.display = False

    def move(self, by: int) -> None:
        """Move the cursor, round the ends."""
        self._at = (self._at + by) % len(self._offers)
        self._top = max(min(self._top, self._at), self._at - self._rows + 1)
        self.refresh()

    def get_content_width(self, container: object, viewport: object) -> int:
        return self._room

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self._rows + 1

    def render(self) -> Content:
        shown = self._offers[self._top : self._top + self._rows]
        lines = [self._line(offer, at == self._at) for at, offer in enumerate(shown, self._top)]
        count = f"{self._at + 1} of {len(self._offers)}"
        keys = "Tab takes it, Esc closes"
        foot = f"{keys}{count:>{max(1, self._room - len(keys))}}" if self._room > len(keys) + 9 else keys
        return Content("\n").join([*lines, Content.styled(fit(foot, self._room, self._more), "$text-muted")])

    def _line(self, offer: Offer, chosen: bool) -> Content:
        note = one_line(offer.note)
        left = self._room - (cell_len(note) + 2 if note else 0)
        if left < 16:
            note, left = "", self._room
        words = in_columns(offer.title)
        if offer.short and cell_len(words) > left:
            words = in_columns(offer.short)
        title = fit(words, left, self._more)
        if chosen:
            style = "$block-cursor-foreground on $block-cursor-background"
            return Content.styled(title + ("  " + note if note else ""), style)
        return Content.assemble(title, ("  " + note if note else "", "$text-muted"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        at = self._top + event.y
        if event.y < self._rows and at < len(self._offers):
            self.post_message(self.Taken(self._offers[at]))
