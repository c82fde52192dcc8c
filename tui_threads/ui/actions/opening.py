"""Opening threads: by their rows, by their keys, one after the other; and where a new one begins."""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.chat.changes import EVERYTHING
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace


class Opening:
    """Decides which thread is shown, and tells those who follow."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, drawing: Drawing, layout: Layout) -> None:
        self._stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._layout = layout
        self.followers: Sequence[Follower] = ()
        """In the order in which they are told."""
        self._before: int | None = None
        """The thread that was open before this one."""

    def open(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        """Show a thread, or the empty place where a new one begins."""
        work, panes = self._work, self._panes
        for follower in self.followers:
            follower.leaving(row)
        key = row.key if row is not None else None
        if work.key not in (None, key):
            self._before = work.key
        work.drafts.note(work.draft_key, panes.composer.text)
        work.key = key
        if work.desk is not None:
            if row is None:
                work.desk.leave()
            else:
                panes.transcript.show(work.desk.open(row).session.conversation, EVERYTHING)
        panes.composer.put(work.drafts.text(work.draft_key))
        self._drawing.show_files()
        self._drawing.show_around()
        self._drawing.show_list()
        if row is not None:
            panes.side.threads.put_cursor(row.key)
            self._stage.start(work.library.read, row.key)
        self._drawing.show_title()
        if focus:
            self._stage.focus(panes.composer)
        for follower in self.followers:
            follower.opened(row)

    def open_key(self, key: int) -> None:
        """Open a thread of the list."""
        if (row := self._work.library.row(key)) is not None:
            self._layout.hide_list()
            self.open(row)

    def begin(self) -> None:
        """Go where a new thread begins."""
        self.open(None)

    def begin_with(self, words: str) -> None:
        """The same, with these words in the composer, below the draft that stands there."""
        self.open(None)
        composer = self._panes.composer
        composer.put("\n".join(filter(None, [composer.text, words])))

    def step(self, by: int) -> None:
        """Open the thread below or above in the list."""
        row, rows = self._work.row, self._work.shown_rows
        at = next((i for i, one in enumerate(rows) if row and one.key == row.key), -by if by > 0 else 0)
        if rows and 0 <= at + by < len(rows):
            self.open(rows[at + by], focus=False)

    def last(self) -> None:
        """Open the thread that was open before; at the start the one in which something was said last."""
        rows = [one for one in self._work.library.shown(archived=True) if one.key != self._work.key]
        wanted = max(rows, key=lambda one: (one.key == self._before, one.active_at), default=None)
        if wanted is None:
            self._stage.say("There is no other thread yet.")
        else:
            self.open_key(wanted.key)

    def follow_others(self) -> None:
        """Another window has changed threads: the one that is shown may be gone, or have something new."""
        work = self._work
        if work.key is None:
            return
        row = work.row
        if row is None or row.delete_at is not None:
            text = self._panes.composer.text
            self.open(None, focus=False)
            self._panes.composer.put_above(text)
            self._stage.say("This thread was deleted in another window; what you typed is here.")
        elif row.unread:
            self._stage.start(work.library.read, row.key)
