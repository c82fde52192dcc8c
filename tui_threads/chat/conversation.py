"""One thread in memory: messages, steps and notices, grown by events. Pure: no clock, no network, no disk.

Every step answers a `Change`, which says what is different, so that a view never has to compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_threads.chat.changes import NOTHING, Change, Extended, Op, PhaseChanged, Replaced, Reset
from tui_threads.chat.conversation_entries import LiveEntries
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
from tui_threads.wire.accumulate_steps import accumulate_step
from tui_threads.wire.deltas import MessageDeltaEvent, TextDeltaBlock
from tui_threads.wire.events import ErrorEvent, RunProgressEvent, StreamEvent
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import FINAL_RUN_STATUSES, Run
from tui_threads.wire.step_deltas import RunStepDeltaEvent
from tui_threads.wire.steps import RunStep, ToolCallsStepDetails

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
        self._shown = LiveEntries()
        self._failures = 0

    @property
    def writing(self) -> str | None:
        """Key of the message that is being written right now."""
        return self._shown.writing

    @property
    def entries(self) -> Sequence[Entry]:
        """What is seen, oldest first; a live view of the conversation."""
        return self._shown

    @property
    def keys(self) -> Sequence[str]:
        """Keys of the entries in display order."""
        return self._shown.keys

    @property
    def oldest_message(self) -> str | None:
        """Id of the oldest message shown."""
        return next((key for key in self.keys if isinstance(self.peek(key), MessageEntry)), None)

    def peek(self, key: str) -> Entry | None:
        """The entry of a key, without the text that was streamed since it was last looked at."""
        return self._shown.peek(key)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, with all that was streamed into it."""
        return self._shown.whole(key)

    def load(
        self, messages: Sequence[Message], *, steps: Sequence[RunStep] = (), runs: Sequence[Run] = ()
    ) -> Change:
        """Put a stored thread in the place of everything; messages oldest first."""
        self._shown.fill(arranged(messages, steps, runs))
        self.run = max(runs, key=lambda run: run.created_at, default=None)
        self.phase = _PHASES.get(self.run.status, IDLE) if self.run else IDLE
        return Change((Reset(), PhaseChanged()))

    def prepend(
        self, messages: Sequence[Message], *, steps: Sequence[RunStep] = (), runs: Sequence[Run] = ()
    ) -> Change:
        """Add an older page, oldest message first, above what is there; what is known already stays."""
        return self._shown.prepend(arranged(messages, steps, runs))

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
            change = self._shown.put(MessageEntry(data.id, data, live=_writing(event.event)))
        elif isinstance(data, RunStep):
            change = self._take_step(data)
        elif isinstance(event, RunProgressEvent):
            told = event.data
            change = self._enter(Phase(told.phase, told.fraction, told.position, told.model))
        return change

    def add_local(self, key: str, text: str, attachments: Sequence[LocalAttachment] = ()) -> Change:
        """Show a message typed here, before the server has it."""
        return self._shown.put(LocalEntry(key, text, tuple(attachments)))

    def mark_local(self, key: str, state: LocalState, reason: str | None = None) -> Change:
        """Say how far a message typed here has come."""
        entry = self._shown.peek(key)
        if not isinstance(entry, LocalEntry):
            return NOTHING
        return self._shown.put(LocalEntry(key, entry.text, entry.attachments, state, reason))

    def settle_local(self, key: str, message: Message) -> Change:
        """The server stored a message typed here: it takes its place."""
        if not self._shown.has(key):
            return self._shown.put(MessageEntry(message.id, message))
        if self._shown.has(message.id):
            return self._shown.drop(key)
        return self._shown.exchange(key, MessageEntry(message.id, message))

    def drop(self, key: str) -> Change:
        """Take an entry away; unknown keys are no error."""
        return self._shown.drop(key)

    def fail(self, sentence: str, code: str | None = None) -> Change:
        """Say below what had arrived that something went wrong; nothing is taken away."""
        self._failures += 1
        key = f"failure:{self._failures}"
        return self._shown.finish() + self._shown.put(FailureEntry(key, sentence, code))

    def stopping(self) -> Change:
        """A stop was asked for; the server has not answered yet."""
        return self._enter(Phase("stopping"))

    def idle(self) -> Change:
        """No run is active, whatever the last event said (the stream was given up)."""
        return self._shown.finish() + self._enter(IDLE)

    def _grow_message(self, event: MessageDeltaEvent) -> Change:
        key, delta = event.id, event.delta
        before = NOTHING
        if not isinstance(self._shown.peek(key), MessageEntry):
            run_id = self.run.id if self.run else None
            message = Message(id=key, role="assistant", run_id=run_id, status="in_progress")
            before = self._shown.put(MessageEntry(key, message, live=True))
        self._shown.grow(key, delta)
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
        entry = self._shown.peek(event.id)
        if not isinstance(entry, StepEntry):
            return NOTHING
        return self._shown.put(StepEntry(event.id, accumulate_step(entry.step, event.delta), live=True))

    def _take_step(self, step: RunStep) -> Change:
        """Only steps that called tools are seen; the others are seen as their message."""
        if not isinstance(step.step_details, ToolCallsStepDetails):
            return NOTHING
        return self._shown.put(StepEntry(step.id, step, live=step.status == "in_progress"))

    def _take_run(self, run: Run) -> Change:
        self.run = run
        change = self._enter(_PHASES.get(run.status, IDLE), force=True)
        if run.status not in FINAL_RUN_STATUSES:
            return change
        change = self._shown.finish() + change
        if worth_notice(run, self._shown.messages()):
            change += self._shown.put(RunEntry(run_key(run), run))
        return change

    def _enter(self, phase: Phase, *, force: bool = False) -> Change:
        if phase == self.phase and not force:
            return NOTHING
        self.phase = phase
        return Change((PhaseChanged(),))


def _writing(event: str) -> bool:
    return event in ("thread.message.created", "thread.message.in_progress")
