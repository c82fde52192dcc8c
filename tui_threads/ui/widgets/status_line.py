"""The status line: one row that says in words how things stand, and the keys that matter at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from tui_threads.ui.plain import fit, one_line

Level = Literal["good", "busy", "bad"]


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says."""

    level: Level = "busy"
    """Colour of the glyph in front; the words say the same."""
    server: str = ""
    """`local`, `starting server`, `offline`."""
    parts: tuple[str, ...] = ()
    """What else is worth a word, most important first."""
    answering: str = ""
    """Who answers, where the keys leave room for it: it stands over the messages too."""
    notice: str = ""
    """A sentence that takes the place of the parts for a while."""


class Hint(NamedTuple):
    """A key that matters now."""

    id: str
    """Of the key tables."""
    key: str
    """As people write it: `^N`."""
    word: str

    @property
    def width(self) -> int:
        return cell_len(f"{self.key} {self.word}")


class StatusLine(Widget):
    """`● local · smollm2-135m · queue 1 · saved` and at the right the keys."""

    ALLOW_SELECT = False
    GLYPHS: ClassVar[dict[Level, str]] = {"good": "●", "busy": "◐", "bad": "○"}
    ASCII_GLYPHS: ClassVar[dict[Level, str]] = {"good": "*", "busy": "~", "bad": "!"}
    STYLES: ClassVar[dict[Level, str]] = {"good": "$accent", "busy": "$warning", "bad": "$error"}
    DEFAULT_CSS = """
    StatusLine { height: auto; max-height: 3; background: $surface; color: $text-muted; padding: 0 1; }
    """

    class Pressed(Message):
        """The user has clicked a key, named by its id."""

        def __init__(self, id: str) -> None:
            super().__init__()
            self.id = id

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = self.ASCII_GLYPHS if ascii_only else self.GLYPHS
        self._between = " - " if ascii_only else " · "
        self._status = Status()
        self._hints: tuple[Hint, ...] = ()

    def show(self, status: Status) -> None:
        if status != self._status:
            before = self._wraps()
            self._status = status
            # A layout costs as much as some frames of a reply, and the pace in here changes all the time.
            self.refresh(layout=before or self._wraps())

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Keys with a word each, most important first; as many are drawn as have room."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        hint = event.style.meta.get("hint")
        if isinstance(hint, str):
            self.post_message(self.Pressed(hint))

    @property
    def _text(self) -> str:
        return self._joined()

    def _joined(self, answering: str = "") -> str:
        status = self._status
        words = [status.notice] if status.notice else [status.server, answering, *status.parts]
        return self._between.join(one_line(word) for word in words if word)

    @property
    def _room(self) -> int:
        """Cells for words, right of the glyph."""
        return self.content_size.width - cell_len(self._glyphs[self._status.level]) - 1

    def _wraps(self) -> bool:
        """Whether it takes more than a row: what went wrong is to be read whole."""
        grave = bool(self._status.notice) or self._status.level == "bad"
        return grave and cell_len(self._text) > self._room

    def render(self) -> RenderResult:
        status, text, room = self._status, self._text, self._room
        glyph = self._glyphs[status.level]
        if self._wraps():
            return Content.assemble((f"{glyph} ", self.STYLES[status.level]), text)
        hints = self._fitting_hints(room - min(cell_len(text), room) - 2)
        taken = sum(hint.width for hint in hints) + 2 * max(0, len(hints) - 1)
        longer = self._joined(status.answering)
        if cell_len(longer) + 2 <= room - taken:
            text = longer
        return Content.assemble(
            (f"{glyph} ", self.STYLES[status.level]),
            Content.styled(fit(text, room - taken), "$foreground" if status.notice else ""),
            *(part for index, hint in enumerate(hints) for part in self._drawn(index, hint)),
        )

    def _fitting_hints(self, room: int) -> list[Hint]:
        fitting: list[Hint] = []
        for hint in self._hints:
            room -= hint.width + 2
            if room < 0:
                break
            fitting.append(hint)
        return fitting

    def _drawn(self, index: int, hint: Hint) -> list[Content]:
        gap = Content("  " if index else "")
        words = Content.assemble((hint.key, "$accent"), f" {hint.word}")
        return [gap, words.stylize(Style.from_meta({"hint": hint.id}))]
