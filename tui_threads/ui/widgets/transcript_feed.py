"""How a conversation gets onto a sheet: entries come and go, streamed text is gathered for a frame."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widget import Widget

from tui_threads.chat.changes import Change, Extended, Inserted, PhaseChanged, Removed, Replaced, Reset
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_live import LiveStatus
from tui_threads.ui.widgets.transcript_sheet import Sheet

if TYPE_CHECKING:
    from tui_threads.chat.conversation import Conversation

_FRAME = 1 / 30
"""Seconds between two paintings of a stream."""
_SLACK = 5
"""Most blank lines that are held free below a growing reply."""
_SHARE = 0.35
"""Most of the time that painting a stream may take, however long its last block is."""


class Feed:
    """Puts the changes of a conversation on a sheet."""

    def __init__(
        self, sheet: Sheet, live: LiveStatus, host: Widget, want_older: Callable[[], object]
    ) -> None:
        """
        Args:
            sheet: Where entries are drawn.
            live: Told how fast text comes.
            host: The widget the sheet is shown in, which lends its timers.
            want_older: Called when the reader has come near the first entry.
        """
        self._sheet = sheet
        self._live = live
        self._host = host
        self._want_older = want_older
        self._growing: dict[str, None] = {}
        self._frame: Timer | None = None
        self._painted = 0.0
        self._cost = 0.0
        self._older_asked = False

    def fill(self, conversation: Conversation) -> None:
        """Put all entries of a conversation in the place of those that are there; the end is followed."""
        sheet = self._sheet
        if sheet.gallery.conversation is conversation:
            sheet.gallery.drop_changed()
        else:
            sheet.gallery.conversation = conversation
            sheet.gallery.forget()
            sheet.painter.forget_strips()
            sheet.painter.withheld = None
            sheet.later, sheet.window.ruled = None, None
        self._growing.clear()
        self._older_asked = False
        keys = [*conversation.keys, FOOT]
        sheet.stack.reset(keys, sheet.gallery.guess_all(keys))
        sheet.window.slack, sheet.window.following = 0, True
        if not sheet.gallery.ready:
            sheet.fold()

    def apply(self, change: Change) -> bool:
        """Draw what a step of the conversation has changed.

        Returns:
            Whether entries came, went or have another content.
        """
        self._sheet.window.hold()
        moved = False
        for op in change.ops:
            if isinstance(op, Extended):
                self._extend(op)
            elif not isinstance(op, PhaseChanged | Reset):
                self._restructure(op)
                moved = True
        # The conversation is as it is after all of the change, so nothing is drawn before that.
        if moved:
            self._sheet.settle()
            self._sheet.repaint()
        return moved

    def _restructure(self, op: Inserted | Replaced | Removed) -> None:
        """Entries came, went, or have another content."""
        stack, gallery = self._sheet.stack, self._sheet.gallery
        if isinstance(op, Inserted):
            stack.insert(op.index, op.keys, gallery.guess_all(op.keys))
            self._older_asked = self._older_asked and op.index > 0
            beside = op.index + len(op.keys)
        else:
            beside = stack.index(op.key)
            gallery.drop(op.key)
            self._growing.pop(op.key, None)
            if isinstance(op, Removed):
                stack.remove(op.key)
            elif op.new_key is not None:
                stack.rename(op.key, op.new_key)
        stack.doubt(beside)

    def _extend(self, op: Extended) -> None:
        """Gather streamed text until the next frame."""
        self._live.pace.count(1)
        view = self._sheet.gallery.live(op.key)
        if view is not None and not view.extend(op.part, op.text):
            self._sheet.gallery.drop(op.key)
        self._growing[op.key] = None
        if self._frame is None:
            wait = max(_FRAME, self._cost / _SHARE) - (time.monotonic() - self._painted)
            self._frame = self._host.set_timer(max(0.001, wait), self._paint_growth)

    def _paint_growth(self) -> None:
        """Draw what was gathered."""
        self._frame = None
        begin = time.monotonic()
        for key in tuple(self._growing):
            if key in self._sheet.stack:
                self._grow(key)
        self._growing.clear()
        self._painted = time.monotonic()
        self._cost = self._painted - begin

    def _grow(self, key: str) -> None:
        sheet, window, stack = self._sheet, self._sheet.window, self._sheet.stack
        fresh = sheet.gallery.live(key) is None
        sheet.gallery.keep_unfolded(key)
        if not sheet.gallery.ready:
            return
        index = stack.index(key)
        view = sheet.gallery.refresh(key)
        window.hold()
        delta = stack.set_height(index, window.gap(index) + len(view.lines))
        if self._live.running:
            window.slack = min(_SLACK, window.height // 6)
        top = window.top
        sheet.settle()
        if window.top != top:
            return
        sheet.repaint_entry(key, 0 if fresh else view.changed)
        if delta:
            sheet.repaint(stack.top(index) + stack.height(index) - max(0, delta) - top)

    def ask_older(self) -> None:
        """Ask for what is older, once for each time the reader comes near the first entry."""
        window = self._sheet.window
        fits = window.limit == 0
        near = fits if window.following else window.top < window.height
        if near and not self._older_asked:
            self._want_older()
        self._older_asked = near
