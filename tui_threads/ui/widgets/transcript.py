"""The transcript: a whole conversation in one widget, drawn line by line.

Content gets in by `show` and no other way. Streamed text is gathered and drawn at most thirty times a
second, from the first line it changes. Nothing here knows where it comes from.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui_threads.chat.changes import (
    Change,
    Extended,
    Inserted,
    PhaseChanged,
    Removed,
    Replaced,
    Reset,
)
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_live import LiveSurface

if TYPE_CHECKING:
    from tui_threads.chat.conversation import Conversation

_FRAME = 1 / 30
"""Seconds between two paintings of a stream."""
_SLACK = 5
"""Most blank lines that are held free below a growing reply."""
_SHARE = 0.35
"""Most of the time that painting a stream may take, however long its last block is."""


class Transcript(LiveSurface):
    """Messages, steps and notices of a thread, as it grows."""

    DEFAULT_CSS = """
    Transcript {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-color: $border-blurred;
        background: $background;
        color: $foreground;
        & > .transcript--dim { color: $text-muted; }
        & > .transcript--rule { color: $border-blurred; }
        & > .transcript--accent { color: $accent; }
        & > .transcript--author { color: $foreground; }
        & > .transcript--heading { color: $foreground; }
        & > .transcript--quote { color: $text-muted; }
        & > .transcript--link { color: $accent; text-style: underline; }
        & > .transcript--code { background: $surface; color: $foreground; }
        & > .transcript--block { background: $surface; color: $foreground; }
        & > .transcript--label { background: $surface; color: $text-muted; }
        & > .transcript--warning { color: $warning; }
        & > .transcript--error { color: $error; }
        & > .transcript--success { color: $success; }
        & > .transcript--match { background: $panel; color: $foreground; text-style: underline; }
        & > .transcript--match-current { background: $accent; color: $background; }
        & > .transcript--bar { color: $accent 60%; }
        & > .transcript--bar-focus { color: $accent; }
        & > .transcript--syntax-keyword { background: $surface; color: $syntax-keyword; }
        & > .transcript--syntax-string { background: $surface; color: $success; }
        & > .transcript--syntax-comment { background: $surface; color: $text-muted; text-style: italic; }
        & > .transcript--syntax-number { background: $surface; color: $warning; }
        & > .transcript--syntax-name { background: $surface; color: $syntax-name; }
        & > .transcript--syntax-type { background: $surface; color: $warning; }
        & > .transcript--syntax-added { background: $surface; color: $success; }
        & > .transcript--syntax-removed { background: $surface; color: $error; }
    }
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._growing: dict[str, None] = {}
        self._frame: Timer | None = None
        self._painted = 0.0
        self._cost = 0.0
        self._older_asked = False

    @property
    def following(self) -> bool:
        """Whether the newest line is kept in view."""
        return self._window.following

    def show(self, conversation: Conversation, change: Change) -> None:
        """Draw what a step of a conversation has changed."""
        if self._gallery.conversation is not conversation or Reset() in change.ops:
            self._reset(conversation)
            self._phase_changed()
            return
        self._window.hold()
        moved = False
        for op in change.ops:
            if isinstance(op, Extended):
                self._extend(op)
            elif not isinstance(op, PhaseChanged | Reset):
                self._restructure(op)
                moved = True
        # The conversation is as it is after all of the change, so nothing is drawn before that.
        if moved:
            self._settle()
            self._repaint()
        if PhaseChanged() in change.ops:
            self._phase_changed()

    def _reset(self, conversation: Conversation) -> None:
        """Show another conversation from its end, or one that was loaded anew where it is read."""
        place = None
        if self._gallery.conversation is conversation:
            place = self.place
            self._gallery.drop_changed()
        else:
            self._gallery.conversation = conversation
            self._gallery.forget()
            self.end_find()
            self._later, self._window.ruled = None, None
            self._strips.clear()
        self._growing.clear()
        self._older_asked = False
        keys = [*conversation.keys, FOOT]
        self._stack.reset(keys, self._gallery.guess_all(keys))
        self._window.slack, self._window.following = 0, True
        if self._gallery.canvas is None:
            self._remake()
        if place is not None:
            self.restore(place)
        else:
            self._settle()
        self._find_hits()
        if self.has_focus:
            self._focus_something()
        self._repaint()

    def _restructure(self, op: Inserted | Replaced | Removed) -> None:
        """Entries came, went, or have another content."""
        if isinstance(op, Inserted):
            self._stack.insert(op.index, op.keys, self._gallery.guess_all(op.keys))
            self._older_asked = self._older_asked and op.index > 0
            beside = op.index + len(op.keys)
        else:
            beside = self._stack.index(op.key)
            self._gallery.drop(op.key)
            self._growing.pop(op.key, None)
            if isinstance(op, Removed):
                self._stack.remove(op.key)
            elif op.new_key is not None:
                self._stack.rename(op.key, op.new_key)
        self._stack.doubt(beside)

    def _extend(self, op: Extended) -> None:
        """Gather streamed text until the next frame."""
        self._pace.count(1)
        view = self._gallery.live(op.key)
        if view is not None and not view.extend(op.part, op.text):
            self._gallery.drop(op.key)
        self._growing[op.key] = None
        if self._frame is None:
            wait = max(_FRAME, self._cost / _SHARE) - (time.monotonic() - self._painted)
            self._frame = self.set_timer(max(0.001, wait), self._paint_growth)

    def _paint_growth(self) -> None:
        """Draw what was gathered."""
        self._frame = None
        begin = time.monotonic()
        for key in tuple(self._growing):
            if key in self._stack:
                self._grow(key)
        self._growing.clear()
        self._painted = time.monotonic()
        self._cost = self._painted - begin

    def _grow(self, key: str) -> None:
        index = self._stack.index(key)
        fresh = self._gallery.live(key) is None
        self._gallery.keep_unfolded(key)
        view = self._gallery.refresh(key)
        self._window.hold()
        delta = self._stack.set_height(index, self._window.gap(index) + len(view.lines))
        if self._phase != "idle":
            self._window.slack = min(_SLACK, self._area.height // 6)
        top = self._window.top
        self._settle()
        if self._window.top != top:
            return
        self._repaint_entry(key, 0 if fresh else view.changed)
        if delta:
            self._repaint(self._stack.top(index) + self._stack.height(index) - max(0, delta) - top)

    def _follow(self, following: bool) -> None:
        if following != self._window.following:
            self.post_message(self.FollowingChanged(following))
        super()._follow(following)

    def _settle(self) -> None:
        super()._settle()
        fits = self._window.limit == 0
        near = fits if self._window.following else self._window.top < self._window.height
        if near and not self._older_asked:
            self.post_message(self.OlderWanted())
        self._older_asked = near
