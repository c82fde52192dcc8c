"""What is being typed as a command or a file name, and taking an offer in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from textual.document._document import Location, Selection
from textual.message import Message

from tui_threads.ui.widgets.completion_popup import CompletionPopup, Offer
from tui_threads.ui.widgets.folding_text import FoldingText

Kind = Literal["command", "argument", "file"]

_COMMAND = re.compile(r"/(?P<word>[a-z-]*)$")
_ARGUMENT = re.compile(r"/(?P<name>[a-z-]+) +(?P<word>.*)$")
_FILE = re.compile(r"(?:^|(?<=\s))@(?P<word>\"[^\"]*|[^\s\"]*)$")


@dataclass(frozen=True, slots=True)
class Typing:
    """A word that something may complete."""

    kind: Kind
    word: str
    """As far as it is typed, without its sign."""
    start: Location
    """Where it begins, sign included."""
    command: str = ""
    """Of an argument, the command it belongs to."""


class CompletingText(FoldingText):
    """A text area that asks for offers while one types, and takes one of them by Tab or Enter."""

    class OffersWanted(Message):
        """Something is typed that could be completed."""

        def __init__(self, typing: Typing) -> None:
            super().__init__()
            self.typing = typing

    class FileTaken(Message):
        """A file was chosen after `@`."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, popup: CompletionPopup, *, placeholder: str = "", id: str | None = None) -> None:
        self.popup = popup
        self._typing: Typing | None = None
        self._offered: Typing | None = None
        """What the offers that are shown were made for; the next ones may be on their way."""
        self._closed_at: Location | None = None
        """Where a word begins whose offers the user has closed."""
        super().__init__(placeholder=placeholder, id=id)  # which watches the selection already

    def watch_selection(self, before: Selection, now: Selection) -> None:
        super().watch_selection(before, now)
        self._look()

    def on_text_area_changed(self) -> None:
        self._look()

    def on_blur(self) -> None:
        self._close()

    def _look(self) -> None:
        """See whether the word at the cursor can be completed."""
        typing = self._found() if self.has_focus and self.selection.is_empty else None
        if typing == self._typing:
            return
        self._typing = typing
        if typing is None or typing.start != self._closed_at:
            self._closed_at = None
        if typing is None or self._closed_at is not None:
            self.popup.close()
        else:
            self.post_message(self.OffersWanted(typing))

    def _found(self) -> Typing | None:
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        if row == 0 and line.startswith("/"):
            if match := _COMMAND.match(line):
                return Typing("command", match["word"], (0, 0))
            if (match := _ARGUMENT.match(line)) and column == len(self.document.get_line(0)):
                return Typing("argument", match["word"], (0, match.start("word")), match["name"])
        if match := _FILE.search(line):
            return Typing("file", match["word"].removeprefix('"'), (row, match.start()))
        return None

    def offer(self, typing: Typing, offers: Sequence[Offer]) -> None:
        """Show what was found for a word, if that is what is still typed."""
        if typing == self._typing and self._closed_at is None:
            self._offered = typing
            self.popup.show(offers, self.region, self.screen.size.width)

    def leave_word(self) -> None:
        """Offer nothing for the word at the cursor: it was not typed."""
        self._typing = self._found()
        self._closed_at = self._typing.start if self._typing else None
        self.popup.close()

    def close_offers(self) -> bool:
        """Esc: close the offers until another word is typed. Whether they were open."""
        if not self.popup.open:
            return False
        self._closed_at = self._typing.start if self._typing else None
        self.popup.close()
        return True

    def take(self, offer: Offer) -> bool:
        """Put an offer in the place of the word. Whether that makes a command that is complete."""
        typing = self._typing
        if typing is None:
            return False
        text, end = offer.text, self.cursor_location
        if typing.kind == "command":
            text = f"/{offer.text}{' ' if offer.open else ''}"
            end = (0, len(re.split(r"\s", self.document.get_line(0), maxsplit=1)[0]))
        elif typing.kind == "file":
            text = f'@"{offer.text}' if offer.open and " " in offer.text else f"@{offer.text}"
            if not offer.open:
                text = f"{offer.text.rpartition('/')[2]} "
                self.post_message(self.FileTaken(offer.text))
        self.history.checkpoint()
        result = self.replace(text, typing.start, end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        if not offer.open:
            self._close()
        return typing.kind != "file" and not offer.open

    def action_take_offer(self) -> None:
        if (chosen := self.chosen) is not None:
            self.take(chosen)

    @property
    def chosen(self) -> Offer | None:
        """The offer that Enter and Tab take, if it is one for what is typed by now."""
        return self.popup.chosen if self._offered == self._typing else None

    def _close(self) -> None:
        self._typing = None
        self.popup.close()
