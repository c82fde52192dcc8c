"""The focused entry of a transcript: moving it, and what in it can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.segment import Segment
from textual import events

from tui_threads.ui.render.line import Hit, Line, Target
from tui_threads.ui.render.palette import Role
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_paint import Overlay, overlaid
from tui_threads.ui.widgets.transcript_selection import SelectableSurface


class FocusableSurface(SelectableSurface):
    """A surface of which one entry can be focused."""

    _focused: str | None = None
    _target: tuple[int, Hit] | None = None

    @property
    def focused_key(self) -> str | None:
        """The focused entry, or None."""
        return self._focused if self._focused is not None and self._focused in self._stack else None

    def focus_entry(self, key: str | None) -> None:
        """Focus an entry and bring it into view."""
        before, self._focused, self._target = self.focused_key, key, None
        for one in (before, key):
            if one is not None:
                self._repaint_entry(one)
        if key is not None:
            self._bring(self._stack.index(key))

    def on_focus(self) -> None:
        """Something is focused as soon as the transcript is."""
        self._focus_something()
        self._repaint_focused()

    def _focus_something(self) -> None:
        """Focus the last entry in view, where none is."""
        if self.focused_key is None and len(self._stack) > 1:
            index = last = len(self._stack) - 2
            if not self._window.following:
                index, _ = self._stack.at(self._window.top + max(0, self._window.height - 1))
            self._focused = self._stack.keys[min(index, last)]

    def on_blur(self) -> None:
        """The focus mark is shown only where keys go."""
        self._repaint_focused()

    def _repaint_focused(self) -> None:
        if self.focused_key is not None:
            self._repaint_entry(self.focused_key)

    def _move_focus(self, step: int) -> None:
        """To the next or previous entry; a long one is scrolled through first."""
        if len(self._stack) < 2:
            return
        key = self.focused_key
        index = self._stack.index(key) if key else len(self._stack) - 2
        top, height = self._stack.top(index) - self._window.top, self._window.height
        hidden = top + self._stack.height(index) - height if step > 0 else -top
        visible = -self._stack.height(index) < top < height
        if key and visible and hidden > 0 and self._stack.height(index) > height:
            self.scroll_to(y=self._window.top + step * min(hidden, max(1, height // 2)))
            return
        index = max(0, min(index + (step if key else 0), len(self._stack) - 2))
        self.focus_entry(self._stack.keys[index])

    def _bring(self, index: int) -> None:
        """Scroll as little as shows an entry: all of it, or its beginning where it is too high."""
        self._window.measure(index)
        top = self._stack.top(index)
        bottom = top + self._stack.height(index)
        if top < self._window.top:
            self.scroll_to(y=top if self._stack.height(index) <= self._window.height else max(0, top))
        elif bottom > self._window.top + self._window.height:
            self.scroll_to(y=min(top, bottom - self._window.height))

    def _bar(self, key: str, role: Role | None) -> Segment:
        if self.has_focus and key == self.focused_key:
            return super()._bar(key, Role.BAR_FOCUS)
        return super()._bar(key, role)

    def _line(self, key: str, number: int, line: Line) -> Line:
        if self.has_focus and key == self.focused_key and number == 0:
            line = self._with_tail(line, self._hints(key), Role.DIM)
        if self._target is not None and key == self.focused_key and self._target[0] == number:
            hit = self._target[1]
            style = self._make_palette().style(Role.MATCH_CURRENT)
            line = overlaid(line, [Overlay(hit.start, hit.end, style)])
        return super()._line(key, number, line)

    def _with_tail(self, line: Line, words: str, role: Role) -> Line:
        """A first line with words before its time, where there is room."""
        palette = self._make_palette()
        room = self.column - cell_len(line.text) - sum(cell_len(part.text) for part in line.tail) - 4
        if not words or cell_len(words) > room:
            return line
        gap = Segment("  ", palette.style(Role.DIM))
        return line._replace(tail=(Segment(words, palette.style(role)), gap, *line.tail))

    def _hints(self, key: str) -> str:
        """What can be done with the focused entry, in few words."""
        return ""

    def _targets(self, key: str) -> Sequence[tuple[int, Hit]]:
        """Everything in an entry that can be opened, top to bottom, with its line; parts of one are one."""
        out: list[tuple[int, Hit]] = []
        for number, line in enumerate(self._gallery.view(key).lines):
            for hit in line.hits:
                if not out or out[-1][1].target != hit.target or out[-1][0] < number - 1:
                    out.append((number, hit))
        return out

    def _next_target(self, key: str) -> Target | None:
        """Go on to the next thing that can be opened; a single one is answered at once."""
        targets = [found for found in self._targets(key) if found[1].target.kind not in ("copy", "fold")]
        if len(targets) == 1:
            return targets[0][1].target
        if targets:
            at = targets.index(self._target) + 1 if self._target in targets else 0
            self._target = targets[at % len(targets)]
            self._reveal(self._stack.index(key), self._target[0])
            self._repaint_entry(key)
        return None

    def _toggle(self, key: str, *, raw: bool = False) -> None:
        """Unfold or fold an entry, or show its raw text; its first line in view stays where it is."""
        shown = self._gallery.shown(key)
        shown = replace(shown, raw=not shown.raw) if raw else replace(shown, unfolded=not shown.unfolded)
        self._gallery.show(key, shown)
        self._forget_lines(key)

    def _forget_lines(self, key: str) -> None:
        """An entry's lines are to be made anew."""
        self._gallery.drop(key)
        index = self._stack.index(key)
        self._window.hold()
        self._stack.doubt(index)
        self._window.measure(index)
        self._target = None
        self._settle()
        self._repaint()

    async def on_click(self, event: events.Click) -> None:
        """Focus what was clicked, and open it if it can be opened."""
        found = self._at(event.y)
        if found is None or event.chain > 1:
            return
        index, number = found
        key = self._stack.keys[index]
        if key == FOOT:
            return
        if key != self.focused_key:
            before, self._focused, self._target = self.focused_key, key, None
            for one in (before, key):
                if one is not None:
                    self._repaint_entry(one)
        lines = self._gallery.view(key).lines
        target = lines[number].target_at(event.x - self.lead) if 0 <= number < len(lines) else None
        if target is not None and self.text_selection is None:
            self._open(key, target)

    def _at(self, row: int) -> tuple[int, int] | None:
        """Entry and line at a row of the view."""
        y = self._window.top + row
        if y >= self._stack.total:
            return None
        index, offset = self._stack.at(y)
        return index, offset - self._window.gap(index)

    def _open(self, key: str, target: Target) -> None:
        """Open something in an entry."""
