"""A text area in which a long pasted text stands as a few words, and is whole whenever the text is read.

The words are one piece: the cursor steps over them, and what would cut them takes them whole. So a fold can
be deleted and undone, but never damaged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.document._document import EditResult, Location, Selection
from textual.document._edit import Edit
from textual.message import Message
from textual.widgets import TextArea

from tui_threads.ui.plain import harmless

FOLDED_LINES = 30
"""Lines from which on a pasted text is folded."""
FOLDED_CHARACTERS = 3000
"""Characters from which on it is, however few its lines."""

_FOLD = re.compile(r"\[pasted [0-9,]+ (?:lines|characters)(?: #[0-9]+)?\]")


class FoldingText(TextArea):
    """A `TextArea` whose `text` is always the whole text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"folding-text--fold"}
    DEFAULT_CSS = """
    FoldingText .folding-text--fold { color: $text-accent; background: $panel; text-style: bold; }
    """

    class Folded(Message):
        """A long paste stands folded in the text."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        self._folds: dict[str, str] = {}
        super().__init__(
            soft_wrap=True, tab_behavior="focus", show_line_numbers=False, placeholder=placeholder, id=id
        )

    @property
    def text(self) -> str:
        """The text with everything that is folded in it."""
        return self._whole(self.document.text)

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    @property
    def selected_text(self) -> str:
        """The selected text with everything that is folded in it."""
        return self._whole(self.get_text_range(*self.selection))

    @property
    def fold_selected(self) -> bool:
        """Whether the selection is one fold and nothing else."""
        start, end = sorted(self.selection)
        return start[0] == end[0] and (start[1], end[1]) in self._spans(start[0])

    def load_text(self, text: str) -> None:
        self._folds = {}
        super().load_text(harmless(text))

    def paste(self, text: str) -> None:
        """Put a pasted text at the cursor, folded where it is long."""
        text = harmless(text)
        if text.count("\n") >= FOLDED_LINES or len(text) > FOLDED_CHARACTERS:
            text = self._fold(text)
            self.post_message(self.Folded())
        self.history.checkpoint()
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def unfold(self, at: Location | None = None) -> bool:
        """Put folded texts back where they stand: the one at a place, or all. Whether there was one."""
        rows = range(self.document.line_count) if at is None else (at[0],)
        found = [
            (row, start, end)
            for row in rows
            for start, end in self._spans(row)
            if at is None or start <= at[1] <= end
        ]
        self.history.checkpoint()
        for row, start, end in reversed(found):
            whole = self._whole(self.document.get_line(row)[start:end])
            result = self.replace(whole, (row, start), (row, end), maintain_selection_offset=False)
            if at is not None:
                self.move_cursor(result.end_location)
        return bool(found)

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit; one that would cut a fold takes it whole, and what is typed into one goes behind."""
        edit.text = harmless(edit.text)
        if self._folds:
            top, bottom = edit.top, edit.bottom
            if top == bottom:
                edit.from_location = edit.to_location = self._outside(top, at_end=True)
            else:
                edit.from_location = self._outside(top, at_end=False)
                edit.to_location = self._outside(bottom, at_end=True)
        return super().edit(edit)

    def undo(self) -> None:
        """Take back the newest edits."""
        self._leave_edited(self.history.undo_stack)
        super().undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._leave_edited(self.history.redo_stack)
        super().redo()

    def _leave_edited(self, edits: Sequence[object]) -> None:
        """Take the cursor out of lines that are about to go: Textual asks where it is before it moves it."""
        if edits:
            self.selection = Selection.cursor((0, 0))

    def watch_selection(self, before: Selection, now: Selection) -> None:
        """Let the cursor step over a fold, and select it on the way."""
        row, column = now.end
        span = next(((start, end) for start, end in self._spans(row) if start < column < end), None)
        if span is None:
            return
        start, end = (row, span[0]), (row, span[1])
        if now.is_empty and before.end == end:
            self.selection = Selection(end, start)
        elif now.is_empty and before.end == start:
            self.selection = Selection(start, end)
        else:
            target = end if before.end < now.end else start
            self.selection = Selection.cursor(target) if now.is_empty else Selection(now.start, target)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if spans := self._spans(line_index):
            style = self.get_component_rich_style("folding-text--fold")
            for start, end in spans:
                line.stylize(style, start, end)
        return line

    def on_click(self, event: events.Click) -> None:
        """A click on a fold opens it."""
        row, column = self.get_target_document_location(event)
        if any(start <= column < end for start, end in self._spans(row)):
            self.unfold((row, column))

    def _fold(self, text: str) -> str:
        lines = text.removesuffix("\n").count("\n") + 1
        words = f"{lines:,} lines" if lines > FOLDED_LINES else f"{len(text):,} characters"
        mark, number = f"[pasted {words}]", 1
        while mark in self._folds or mark in self.document.text or mark in text:
            number += 1
            mark = f"[pasted {words} #{number}]"
        self._folds[mark] = text
        return mark

    def _whole(self, text: str) -> str:
        if not self._folds:
            return text
        return _FOLD.sub(lambda mark: self._folds.get(mark.group(), mark.group()), text)

    def _spans(self, row: int) -> list[tuple[int, int]]:
        """Where folds stand in a line."""
        if not self._folds or row >= self.document.line_count:
            return []
        found = _FOLD.finditer(self.document.get_line(row))
        return [mark.span() for mark in found if mark.group() in self._folds]

    def _outside(self, location: Location, *, at_end: bool) -> Location:
        row, column = location
        for start, end in self._spans(row):
            if start < column < end:
                return (row, end if at_end else start)
        return location
