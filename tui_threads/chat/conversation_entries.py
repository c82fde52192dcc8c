"""The entries of a conversation in order, and how they come, grow and go. Every step answers a `Change`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from tui_threads.chat.changes import NOTHING, Change, Inserted, Removed, Replaced
from tui_threads.chat.entries import Entry, LocalEntry, MessageEntry, RunEntry, StepEntry
from tui_threads.wire.accumulate import accumulate_message
from tui_threads.wire.deltas import MessageDelta
from tui_threads.wire.messages import Message

_JOINED_AT = 512
"""Deltas that are kept before they are joined: few enough for memory, many enough for speed."""


class LiveEntries(Sequence[Entry]):
    """Entries in display order, oldest first.

    Streamed text is gathered and joined only when somebody looks at its entry, so that a token costs the
    same in a long reply as in a short one.
    """

    def __init__(self) -> None:
        self.keys: list[str] = []
        """Keys in display order."""
        self._entries: dict[str, Entry] = {}
        self._pending: dict[str, list[MessageDelta]] = {}
        self._live: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self._whole(key) for key in self.keys[index]]
        return self._whole(self.keys[index])

    def __iter__(self) -> Iterator[Entry]:
        return (self._whole(key) for key in tuple(self.keys))

    def has(self, key: str) -> bool:
        """Whether there is an entry of this key."""
        return key in self._entries

    def peek(self, key: str) -> Entry | None:
        """The entry of a key, without the text that was streamed since it was last looked at."""
        return self._entries.get(key)

    def whole(self, key: str) -> Entry | None:
        """The entry of a key, with all that was streamed into it."""
        return self._whole(key) if key in self._entries else None

    def _whole(self, key: str) -> Entry:
        found = self._entries[key]
        pending = self._pending.pop(key, None)
        if pending and isinstance(found, MessageEntry):
            message = accumulate_message(found.message, *pending)
            found = self._entries[key] = MessageEntry(key, message, found.live)
        return found

    @property
    def writing(self) -> str | None:
        """Key of the message that is being written right now."""
        live = (key for key in reversed(self._live) if isinstance(self._entries[key], MessageEntry))
        return next(live, None)

    def messages(self) -> Iterator[Message]:
        """Messages, newest first, without what was streamed since they were last looked at."""
        entries = (self._entries[key] for key in reversed(self.keys))
        return (entry.message for entry in entries if isinstance(entry, MessageEntry))

    def fill(self, entries: Sequence[Entry]) -> None:
        """Put other entries in the place of all.

        Where they begin with a message that is here already, what stands above it stays: a newest page read
        again takes nothing from a reader of older ones. What is as it was stays the same object, so that a
        view of it is good still.
        """
        before = {entry.key: entry for entry in self}
        first = next((entry.key for entry in entries if isinstance(entry, MessageEntry)), None)
        if first is not None and first in self._entries:
            new = {entry.key for entry in entries}
            above = (self._entries[key] for key in self.keys[: self.keys.index(first)])
            stored = (entry for entry in above if isinstance(entry, MessageEntry | StepEntry | RunEntry))
            entries = [*(entry for entry in stored if entry.key not in new), *entries]
        self.keys = [entry.key for entry in entries]
        self._entries = {
            entry.key: old if (old := before.get(entry.key)) == entry else entry for entry in entries
        }
        self._pending, self._live = {}, {}

    def prepend(self, entries: Sequence[Entry]) -> Change:
        """Put entries above all others; what is known already stays where it is."""
        new = [entry for entry in entries if entry.key not in self._entries]
        if not new:
            return NOTHING
        keys = tuple(entry.key for entry in new)
        self.keys[:0] = keys
        self._entries.update({entry.key: entry for entry in new})
        return Change((Inserted(0, keys),))

    def put(self, entry: Entry) -> Change:
        """Add an entry at the end, or in the place of the one of its key.

        What a run writes stands above what waits to be sent.
        """
        self._pending.pop(entry.key, None)
        known = entry.key in self._entries
        self._entries[entry.key] = entry
        self._live.pop(entry.key, None)
        if isinstance(entry, MessageEntry | StepEntry) and entry.live:
            self._live[entry.key] = None
        if known:
            return Change((Replaced(entry.key),))
        index = len(self.keys)
        while not isinstance(entry, LocalEntry) and index and self._waits(self.keys[index - 1]):
            index -= 1
        self.keys.insert(index, entry.key)
        return Change((Inserted(index, (entry.key,)),))

    def _waits(self, key: str) -> bool:
        entry = self._entries[key]
        return isinstance(entry, LocalEntry) and entry.state == "waiting"

    def grow(self, key: str, delta: MessageDelta) -> None:
        """Add streamed text to a message."""
        pending = self._pending.setdefault(key, [])
        pending.append(delta)
        if len(pending) >= _JOINED_AT:
            self._whole(key)

    def exchange(self, key: str, entry: Entry) -> Change:
        """Put another entry, of another key, in the place of one."""
        del self._entries[key]
        self.keys[self.keys.index(key)] = entry.key
        self._entries[entry.key] = entry
        return Change((Replaced(key, entry.key),))

    def drop(self, key: str) -> Change:
        """Take an entry away; unknown keys are no error."""
        if key not in self._entries:
            return NOTHING
        self.keys.remove(key)
        del self._entries[key]
        self._pending.pop(key, None)
        self._live.pop(key, None)
        return Change((Removed(key),))

    def finish(self) -> Change:
        """What is written no further is no longer live."""
        keys = tuple(self._live)
        for key in keys:
            entry = self._whole(key)
            if isinstance(entry, MessageEntry):
                self._entries[key] = MessageEntry(key, entry.message)
            elif isinstance(entry, StepEntry):
                self._entries[key] = StepEntry(key, entry.step)
        self._live = {}
        return Change(tuple(Replaced(key) for key in keys))
