"""What a run has brought so far, put together from its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.wire.events import (
    RUN_EVENTS,
    RunEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadMessageIncomplete,
    ThreadMessageInProgress,
    ThreadRunStepCancelled,
    ThreadRunStepCompleted,
    ThreadRunStepCreated,
    ThreadRunStepDelta,
    ThreadRunStepExpired,
    ThreadRunStepFailed,
    ThreadRunStepInProgress,
)

if TYPE_CHECKING:
    from tui_threads.wire.deltas import MessageDelta
    from tui_threads.wire.messages import Message
    from tui_threads.wire.runs import Run
    from tui_threads.wire.step_deltas import RunStepDelta
    from tui_threads.wire.steps import RunStep

__all__ = ["RunSnapshot"]

_PENDING = 256
"""Deltas that are added up at once: joining text one by one would copy it each time."""


class RunSnapshot:
    """Run, messages and steps as the events so far make them."""

    def __init__(self) -> None:
        self.run: Run | None = None
        """The run, as its newest event gave it."""
        self.message_id: str | None = None
        """The message that was spoken of last."""
        self.step_id: str | None = None
        """The step that was spoken of last."""
        self._messages: dict[str, Message] = {}
        self._pending: dict[str, list[MessageDelta]] = {}
        self._steps: dict[str, RunStep] = {}

    def messages(self) -> list[Message]:
        """Every message of the run, in the order in which they were begun."""
        return [self._whole(message_id) for message_id in self._messages]

    def message(self, message_id: str | None) -> Message | None:
        """A message, with all its deltas so far."""
        return self._whole(message_id) if message_id in self._messages and message_id else None

    def steps(self) -> list[RunStep]:
        """Every step of the run, in the order in which they were begun."""
        return list(self._steps.values())

    def step(self, step_id: str | None) -> RunStep | None:
        """A step, with all its deltas so far."""
        return self._steps.get(step_id) if step_id else None

    def apply(self, event: StreamEvent) -> None:
        """Take in one event."""
        if isinstance(event, ThreadMessageDelta):
            self._grow_message(event.data.id, event.data.delta)
        elif isinstance(event, ThreadMessageCreated | ThreadMessageCompleted | ThreadMessageIncomplete):
            self._set_message(event.data)
        elif isinstance(event, ThreadMessageInProgress):
            # Some servers send stray messages of other origin under this event.
            if event.data.id in self._messages and not self._pending[event.data.id]:
                self._set_message(_with_content(event.data, self._messages[event.data.id]))
        elif isinstance(event, ThreadRunStepDelta):
            self._grow_step(event.data.id, event.data.delta)
        elif isinstance(
            event,
            ThreadRunStepCreated
            | ThreadRunStepInProgress
            | ThreadRunStepCompleted
            | ThreadRunStepFailed
            | ThreadRunStepCancelled
            | ThreadRunStepExpired,
        ):
            self.step_id = event.data.id
            self._steps[event.data.id] = event.data
        elif isinstance(event, RUN_EVENTS):
            self._set_run(event)

    def _set_run(self, event: RunEvent) -> None:
        self.run = event.data

    def _set_message(self, message: Message) -> None:
        self.message_id = message.id
        self._messages[message.id] = message
        self._pending[message.id] = []

    def _grow_step(self, step_id: str, delta: RunStepDelta) -> None:
        from tui_threads.wire.accumulate_steps import accumulate_step

        self.step_id = step_id
        self._steps[step_id] = accumulate_step(self._steps.get(step_id) or _unseen_step(step_id), delta)

    def _grow_message(self, message_id: str, delta: MessageDelta) -> None:
        self.message_id = message_id
        if message_id not in self._messages:
            from tui_threads.wire.messages import Message

            self._set_message(Message(id=message_id, role="assistant", status="in_progress"))
        pending = self._pending[message_id]
        pending.append(delta)
        if len(pending) >= _PENDING:
            self._whole(message_id)

    def _whole(self, message_id: str) -> Message:
        if pending := self._pending[message_id]:
            from tui_threads.wire.accumulate import accumulate_message

            self._messages[message_id] = accumulate_message(self._messages[message_id], *pending)
            self._pending[message_id] = []
        return self._messages[message_id]


def _with_content(message: Message, before: Message) -> Message:
    return message if message.content else message.model_copy(update={"content": before.content})


def _unseen_step(step_id: str) -> RunStep:
    from tui_threads.wire.steps import RunStep, ToolCallsStepDetails

    return RunStep(id=step_id, type="tool_calls", status="in_progress", step_details=ToolCallsStepDetails())
