"""The focused entry of a transcript: moving it, and what in it can be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment

from tui_threads.ui.render.line import Hit, Line, Target
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_look import Look
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_sheet import Sheet

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry


class EntryFocus:
    """Which entry of a sheet keys act on."""

    def __init__(self, sheet: Sheet, shown: Callable[[], bool]) -> None:
        self._sheet = sheet
        self._shown = shown
        self._key: str | None = None
        self._target: tuple[int, Hit] | None = None

    @property
    def key(self) -> str | None:
        """The focused entry, or None."""
        return self._key if self._key is not None and self._key in self._sheet.stack else None

    @property
    def entry(self) -> Entry | None:
        """What the conversation holds under that key."""
        return self._sheet.gallery.entry(self.key)

    @property
    def target(self) -> Target | None:
        """What is chosen in it to be opened, or None."""
        if self._target is None or self._target not in self.targets():
            return None
        return self._target[1].target

    def take(self, key: str | None) -> None:
        """Focus an entry where it is."""
        before, self._key, self._target = self.key, key, None
        self._sheet.repaint_entry(before)
        self._sheet.repaint_entry(key)

    def go(self, key: str | None) -> None:
        """Focus an entry and bring it into view."""
        self.take(key)
        if key is not None:
            self._sheet.bring(self._sheet.stack.index(key))

    def take_any(self) -> None:
        """Focus the last entry in view, where none is focused."""
        stack, window = self._sheet.stack, self._sheet.window
        if self.key is None and len(stack) > 1:
            index = last = len(stack) - 2
            if not window.following:
                index, _ = stack.at(window.top + max(0, window.height - 1))
            self._key = stack.keys[min(index, last)]

    def repaint(self) -> None:
        """The mark has come or gone."""
        self._sheet.repaint_entry(self.key)

    def move(self, step: int) -> None:
        """To the next or previous entry; a long one is scrolled through first."""
        stack, window = self._sheet.stack, self._sheet.window
        if len(stack) < 2:
            return
        key = self.key
        index = stack.index(key) if key else len(stack) - 2
        top, height = stack.top(index) - window.top, stack.height(index)
        hidden = top + height - window.height if step > 0 else -top
        visible = -height < top < window.height
        if key and visible and hidden > 0 and height > window.height:
            self._sheet.scroll_to(window.top + step * min(hidden, max(1, window.height // 2)))
            return
        index = max(0, min(index + (step if key else 0), len(stack) - 2))
        self.go(stack.keys[index])

    def bar_role(self, key: str, role: Role | None) -> Role | None:
        """The colour of an entry's bar, given the one it has by itself."""
        return Role.BAR_FOCUS if self._is_marked(key) else role

    def line(self, key: str, number: int, line: Line) -> Line:
        """A line with what can be done with its entry, and with the chosen target marked."""
        if not number and self._is_marked(key):
            line = with_tail(line, self._hints(key), Role.DIM, self._sheet.look)
        if self._target is not None and self._target[0] == number and key == self.key:
            hit = self._target[1]
            if hit in line.hits:
                style = self._sheet.look.palette.style(Role.MATCH_CURRENT)
                line = overlaid(line, [Overlay(hit.start, hit.end, style)])
        return line

    def _is_marked(self, key: str) -> bool:
        return key == self.key and self._shown()

    def _hints(self, key: str) -> str:
        """What can be done with the focused entry, in few words."""
        from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, RunEntry

        match self.entry:
            case MessageEntry(message=message):
                between = "e edit" if message.role == "user" else "r regenerate"
                return f"y copy  {between}  f fork  i more"
            case LocalEntry(state="sending"):
                return "Esc stop  e edit  d drop"
            case LocalEntry():
                return "Enter send  e edit  d drop"
            case FailureEntry() | RunEntry():
                return "r retry  y copy details"
        return f"Enter {'fold' if self._sheet.gallery.shown(key).unfolded else 'unfold'}  y copy"

    def targets(self) -> Sequence[tuple[int, Hit]]:
        """Everything in it that can be opened, top to bottom, with its line; parts of one are one."""
        out: list[tuple[int, Hit]] = []
        key = self.key
        for number, line in enumerate(self._sheet.gallery.view(key).lines if key else ()):
            for hit in line.hits:
                if not out or out[-1][1].target != hit.target or out[-1][0] < number - 1:
                    out.append((number, hit))
        return out

    def next_target(self) -> Target | None:
        """Go on to the next thing that can be opened; a single one is answered at once."""
        targets = [found for found in self.targets() if found[1].target.kind not in ("copy", "fold")]
        if len(targets) == 1:
            return targets[0][1].target
        if targets and self.key is not None:
            at = targets.index(self._target) + 1 if self._target in targets else 0
            self._target = targets[at % len(targets)]
            self._sheet.reveal(self._sheet.stack.index(self.key), self._target[0])
            self.repaint()
        return None


def with_tail(line: Line, words: str, role: Role, look: Look) -> Line:
    """A first line with words before its time, where there is room."""
    room = look.column - cell_len(line.text) - sum(cell_len(part.text) for part in line.tail) - 4
    if not words or cell_len(words) > room:
        return line
    gap = Segment("  ", look.palette.style(Role.DIM))
    return line._replace(tail=(Segment(words, look.palette.style(role)), gap, *line.tail))
