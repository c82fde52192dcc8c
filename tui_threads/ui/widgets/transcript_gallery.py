"""Views of entries, made when they are seen and kept while there is room.

The renderers are imported when the first view is made, so that a screen without messages can be painted
before they are loaded.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_threads.ui.render.canvas import Canvas, Shown
from tui_threads.ui.render.entry_view import StillView

if TYPE_CHECKING:
    from tui_threads.chat.conversation import Conversation
    from tui_threads.chat.entries import Entry
    from tui_threads.ui.render.entry_view import EntryView

FOOT = ""
"""Key of the line below all entries that tells what the run is doing; it is there only at times."""

_SAMPLE = 100
"""Entries that are looked at to guess heights."""
_MOST_LINES = 4_000
"""Lines kept of entries out of view; some hundred bytes each."""


class Gallery:
    """The views of one conversation on one canvas."""

    def __init__(self) -> None:
        self.conversation: Conversation | None = None
        """Whose entries are shown."""
        self.canvas = Canvas(width=0)
        """What they are drawn on; of no width until the size is known."""
        self.foot: EntryView = StillView([])
        """The view of the line below all entries."""
        self._views: OrderedDict[str, EntryView] = OrderedDict()
        self._made_of: dict[str, Entry] = {}
        self._unasked: list[tuple[str, str]] = []
        self._shown: dict[str, Shown] = {}
        self._lines = 0

    @property
    def ready(self) -> bool:
        """Whether anything can be drawn yet."""
        return self.canvas.width > 0

    def entry(self, key: str | None) -> Entry | None:
        """An entry of the conversation, or None."""
        return self.conversation.entry(key) if self.conversation is not None and key else None

    def clear(self) -> None:
        """Forget all views (another width, other colours)."""
        self._views.clear()
        self._made_of.clear()
        self._lines = 0

    def drop_changed(self) -> None:
        """Forget the views of entries that are others now (the conversation was loaded anew)."""
        for key, entry in tuple(self._made_of.items()):
            if self.conversation is None or self.conversation.peek(key) is not entry:
                self.drop(key)

    def forget(self) -> None:
        """Forget all views and how entries were shown (another conversation)."""
        self.clear()
        self._shown.clear()

    def drop(self, key: str) -> None:
        """Forget one view; its entry has changed."""
        view = self._views.pop(key, None)
        self._made_of.pop(key, None)
        if view is not None:
            self._lines -= len(view.lines)

    def shown(self, key: str) -> Shown:
        """How the person wants an entry shown."""
        return self._shown.get(key) or Shown()

    def show(self, key: str, shown: Shown) -> None:
        """Show an entry in another way."""
        self._shown[key] = shown
        self.drop(key)

    def keep_unfolded(self, key: str) -> None:
        """A reply that was read while it came is not folded when it is whole."""
        if key not in self._shown:
            self._shown[key] = replace(self.shown(key), unfolded=True)

    def live(self, key: str) -> EntryView | None:
        """A view that is there already."""
        return self._views.get(key)

    def view(self, key: str) -> EntryView:
        """The view of an entry."""
        if key == FOOT:
            return self.foot
        view = self._views.get(key)
        if view is not None:
            self._views.move_to_end(key)
            return view
        from tui_threads.ui.render.entries import view_of

        entry = self.entry(key)
        if entry is None:
            # It is gone from the conversation, and the change that says so is still to be shown.
            return StillView([])
        view = self._views[key] = view_of(entry, self.canvas, self.shown(key))
        self._made_of[key] = entry
        self._lines += len(view.lines)
        self._unasked.extend((key, source) for source in view.images)
        self._prune()
        return view

    def new_images(self) -> list[tuple[str, str]]:
        """Entries and sources of the images in views that were made since this was last asked."""
        found, self._unasked = self._unasked, []
        return found

    def holding(self, source: str) -> list[str]:
        """Entries whose views hold an image."""
        return [key for key, view in self._views.items() if source in view.images]

    def refresh(self, key: str) -> EntryView:
        """A view, brought up to date after it was extended."""
        view = self.view(key)
        before = len(view.lines)
        view.refresh()
        self._lines += len(view.lines) - before
        return view

    def is_step(self, key: str) -> bool:
        """Whether an entry is a tool step, which stands close to its like."""
        from tui_threads.chat.entries import StepEntry

        return self.conversation is not None and isinstance(self.conversation.peek(key), StepEntry)

    def guess_all(self, keys: Sequence[str]) -> list[int]:
        """How high entries probably are; of many only some are looked at, and stand for all.

        Looking at ten thousand would cost more than drawing the page that is seen.
        """
        step = max(1, len(keys) // _SAMPLE)
        looked = [self.guess(key) for key in keys[::step]]
        if step == 1:
            return looked
        return [max(1, round(sum(looked) / len(looked)))] * len(keys)

    def guess(self, key: str) -> int:
        """How high an entry probably is, with its gap."""
        from tui_threads.ui.render.entries import guessed_height

        if key == FOOT:
            return 0
        entry = self.entry(key)
        if entry is None or not self.ready:
            return 1
        return 1 + guessed_height(entry, self.canvas.width)

    def _prune(self) -> None:
        while self._lines > _MOST_LINES and len(self._views) > 1:
            self.drop(next(iter(self._views)))
