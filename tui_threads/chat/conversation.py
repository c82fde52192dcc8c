"""One thread in memory: messages, steps and notices, grown by events. Pure: no clock, no network, no disk.

Every step answers a `Change`, which says what is different, so that a view never has to compare.
Streamed text is gathered and joined only when somebody looks at the entry, so that a token costs the same
in a long reply as in a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from tui_threads.chat.changes import (
    NOTHING,
    Change,
    Extended,
    Inserted,
    Op,
    PhaseChanged,
    Removed,
    Replaced,
    Reset,
)
from tui_threads.chat.conversation_order import arranged, run_key, worth_notice
from tui_threads.chat.entries import (
    IDLE,
    Entry,
    FailureEntry,
    LocalAttachment,
    LocalEntry,
    LocalState,
    MessageEntry,
    Phase,
    RunEntry,
    StepEntry,
)
from tui_threads.wire.accumulate import accumulate_message
from tui_threads.wire.accumulate_steps import accumulate_step
from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent, TextDeltaBlock
from tui_threads.wire.events import ErrorEvent, RunProgressEvent, StreamEvent
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import FINAL_RUN_STATUSES, Run
from tui_threads.wire.step_deltas import RunStepDeltaEvent
from tui_threads.wire.steps import RunStep, ToolCallsStepDetails

_JOINED_AT = 512
"""Deltas that are kept before they are joined: few enough for memory, many enough for speed."""

_PHASES = {
    "queued": Phase("queued"),
    "in_progress": Phase("thinking"),
    "requires_action": Phase("requires_action"),
    "cancelling": Phase("stopping"),
}


class Conversation:
    """Our copy of a thread; the only truth a view draws."""

    def __init__(self) -> None:
        self.run: Run | None = None
        """The run that is active or was last."""
        self.phase: Phase = IDLE
        """What the active run is doing."""
        self._keys: list[str] = []
        self._entries: dict[str, Entry] = {}
        self._pending: dict[str, list[MessageDelta]] = {}
        self._live: dict[str, None] = {}
        self._failures = 0

    @property
    def writing(self) -> str | None:
        """Key of the message that is being written right now."""
        live = (key for key in reversed(self._live) if isinstance(self._entries[key], MessageEntry))
        return next(live, None)

    @property
    def entries(self) -> Sequence[Entry]:
        """What is seen, oldest first; a live view of the conversation."""
        return _Entries(self)

    @property
    def keys(self) -> Sequence[str]:
        """Keys of the entries in display order."""
        return self._keys

    def peek(self, key: str) -> Entry | None:
        """The entry of a key, without the text that was streamed since it was last looked at."""
        return self._entries.get(key)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, with all that was streamed into it."""
        found = self._entries.get(key)
        pending = self._pending.pop(key, None)
        if pending and isinstance(found, MessageEntry):
            message = accumulate_message(found.message, *pending)
            found = self._entries[key] = MessageEntry(key, message, found.live)
        return found

    def load(
        self, messages: Sequence[Message], *, steps: Sequence[RunStep] = (), runs: Sequence[Run] = ()
    ) -> Change:
        """Put a stored thread in the place of everything; messages oldest first."""
        entries = arranged(messages, steps, runs)
        self._keys = [entry.key for entry in entries]
        self._entries = {entry.key: entry for entry in entries}
        self._pending, self._live = {}, {}
        self.run = max(runs, key=lambda run: run.created_at, default=None)
        self.phase = _PHASES.get(self.run.status, IDLE) if self.run else IDLE
        return Change((Reset(), PhaseChanged()))

    def prepend(
        self, messages: Sequence[Message], *, steps: Sequence[RunStep] = (), runs: Sequence[Run] = ()
    ) -> Change:
        """Add an older page, oldest message first, above what is there; what is known already stays."""
        entries = [entry for entry in arranged(messages, steps, runs) if entry.key not in self._entries]
        if not entries:
            return NOTHING
        keys = tuple(entry.key for entry in entries)
        self._keys[:0] = keys
        self._entries.update({entry.key: entry for entry in entries})
        return Change((Inserted(0, keys),))

    def apply(self, event: StreamEvent) -> Change:
        """Take in one event of a stream."""
        data = event.data
        if isinstance(data, MessageDeltaEvent):
            return self._grow_message(data)
        if isinstance(data, RunStepDeltaEvent):
            return self._grow_step(data)
        if isinstance(data, Run):
            return self._take_run(data)
        if isinstance(event, ErrorEvent):
            return self.fail(event.data.message, event.data.code) + self._enter(IDLE)
        change = NOTHING
        if isinstance(data, Message):
            change = self._put(MessageEntry(data.id, data, live=_writing(event.event)))
        elif isinstance(data, RunStep):
            change = self._take_step(data)
        elif isinstance(event, RunProgressEvent):
            told = event.data
            change = self._enter(Phase(told.phase, told.fraction, told.position, told.model))
        return change

    def add_local(self, key: str, text: str, attachments: Sequence[LocalAttachment] = ()) -> Change:
        """Show a message typed here, before the server has it."""
        return self._put(LocalEntry(key, text, tuple(attachments)))

    def mark_local(self, key: str, state: LocalState, reason: str | None = None) -> Change:
        """Say how far a message typed here has come."""
        entry = self._entries.get(key)
        if not isinstance(entry, LocalEntry):
            return NOTHING
        return self._put(LocalEntry(key, entry.text, entry.attachments, state, reason))

    def settle_local(self, key: str, message: Message) -> Change:
        """The server stored a message typed here: it takes its place."""
        if key not in self._entries:
            return self._put(MessageEntry(message.id, message))
        if message.id in self._entries:
            return self.drop(key)
        del self._entries[key]
        self._keys[self._index(key)] = message.id
        self._entries[message.id] = MessageEntry(message.id, message)
        return Change((Replaced(key, message.id),))

    def drop(self, key: str) -> Change:
        """Take an entry away; unknown keys are no error."""
        if key not in self._entries:
            return NOTHING
        self._keys.pop(self._index(key))
        del self._entries[key]
        self._pending.pop(key, None)
        self._live.pop(key, None)
        return Change((Removed(key),))

    def fail(self, sentence: str, code: str | None = None) -> Change:
        """Say below what had arrived that something went wrong; nothing is taken away."""
        self._failures += 1
        key = f"failure:{self._failures}"
        return self._finish() + self._put(FailureEntry(key, sentence, code))

    def stopping(self) -> Change:
        """A stop was asked for; the server has not answered yet."""
        return self._enter(Phase("stopping"))

    def idle(self) -> Change:
        """No run is active, whatever the last event said (the stream was given up)."""
        return self._finish() + self._enter(IDLE)

    def _finish(self) -> Change:
        """What is written no further is no longer live."""
        keys = tuple(self._live)
        for key in keys:
            entry = self.entry(key)
            if isinstance(entry, MessageEntry):
                self._entries[key] = MessageEntry(key, entry.message)
            elif isinstance(entry, StepEntry):
                self._entries[key] = StepEntry(key, entry.step)
        self._live = {}
        return Change(tuple(Replaced(key) for key in keys))

    def _grow_message(self, event: MessageDeltaEvent) -> Change:
        key, delta = event.id, event.delta
        before = NOTHING
        if not isinstance(self._entries.get(key), MessageEntry):
            run_id = self.run.id if self.run else None
            message = Message(id=key, role="assistant", run_id=run_id, status="in_progress")
            before = self._put(MessageEntry(key, message, live=True))
        pending = self._pending.setdefault(key, [])
        pending.append(delta)
        if len(pending) >= _JOINED_AT:
            self.entry(key)
        if self.phase.kind not in ("generating", "stopping"):
            before += self._enter(Phase("generating", model=self.phase.model))
        ops: list[Op] = []
        for block in delta.content or ():
            if not isinstance(block, TextDeltaBlock) or (block.text and block.text.annotations):
                return before + Change((Replaced(key),))
            if block.text and block.text.value:
                ops.append(Extended(key, block.index, block.text.value))
        return before + Change(tuple(ops))

    def _grow_step(self, event: RunStepDeltaEvent) -> Change:
        entry = self._entries.get(event.id)
        if not isinstance(entry, StepEntry):
            return NOTHING
        return self._put(StepEntry(event.id, accumulate_step(entry.step, event.delta), live=True))

    def _take_step(self, step: RunStep) -> Change:
        """Only steps that called tools are seen; the others are seen as their message."""
        if not isinstance(step.step_details, ToolCallsStepDetails):
            return NOTHING
        return self._put(StepEntry(step.id, step, live=step.status == "in_progress"))

    def _take_run(self, run: Run) -> Change:
        self.run = run
        change = self._enter(_PHASES.get(run.status, IDLE), force=True)
        if run.status not in FINAL_RUN_STATUSES:
            return change
        change = self._finish() + change
        if worth_notice(run, self._written()):
            change += self._put(RunEntry(run_key(run), run))
        return change

    def _written(self) -> Iterator[Message]:
        """Messages, newest first."""
        entries = (self._entries[key] for key in reversed(self._keys))
        return (entry.message for entry in entries if isinstance(entry, MessageEntry))

    def _enter(self, phase: Phase, *, force: bool = False) -> Change:
        if phase == self.phase and not force:
            return NOTHING
        self.phase = phase
        return Change((PhaseChanged(),))

    def _put(self, entry: Entry) -> Change:
        """Add an entry at the end, or in the place of the one of its key."""
        self._pending.pop(entry.key, None)
        known = entry.key in self._entries
        self._entries[entry.key] = entry
        self._live.pop(entry.key, None)
        if isinstance(entry, MessageEntry | StepEntry) and entry.live:
            self._live[entry.key] = None
        if known:
            return Change((Replaced(entry.key),))
        index = len(self._keys)
        if not isinstance(entry, LocalEntry):
            index = self._before_locals()
        self._keys.insert(index, entry.key)
        return Change((Inserted(index, (entry.key,)),))

    def _before_locals(self) -> int:
        """What a run writes stands above what waits to be sent."""
        index = len(self._keys)
        while index and _waiting(self._entries[self._keys[index - 1]]):
            index -= 1
        return index

    def _index(self, key: str) -> int:
        return self._keys.index(key)


def _writing(event: str) -> bool:
    return event in ("thread.message.created", "thread.message.in_progress")


def _waiting(entry: Entry) -> bool:
    return isinstance(entry, LocalEntry) and entry.state == "waiting"


class _Entries(Sequence[Entry]):
    """The entries of a conversation, made whole as they are looked at."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def __len__(self) -> int:
        return len(self._conversation.keys)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self._entry(key) for key in self._conversation.keys[index]]
        return self._entry(self._conversation.keys[index])

    def __iter__(self) -> Iterator[Entry]:
        return (self._entry(key) for key in tuple(self._conversation.keys))

    def _entry(self, key: str) -> Entry:
        entry = self._conversation.entry(key)
        assert entry is not None
        return entry
