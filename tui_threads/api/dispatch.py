"""Tells an `AssistantEventHandler` what the events of a run mean."""

from __future__ import annotations

from tui_threads.api.event_handler import AssistantEventHandler
from tui_threads.api.run_snapshot import RunSnapshot
from tui_threads.wire.deltas import TextDeltaBlock
from tui_threads.wire.events import (
    RUN_OVER_EVENTS,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadMessageIncomplete,
    ThreadRunStepCancelled,
    ThreadRunStepCompleted,
    ThreadRunStepCreated,
    ThreadRunStepDelta,
    ThreadRunStepExpired,
    ThreadRunStepFailed,
)
from tui_threads.wire.messages import ImageFileContentBlock, Message, TextContentBlock
from tui_threads.wire.step_deltas import ToolCallDeltaObject
from tui_threads.wire.steps import RunStep, ToolCallsStepDetails

__all__ = ["Dispatcher"]


class Dispatcher:
    """Calls one handler for one run. The snapshot has taken in each event before it comes here."""

    def __init__(self, handler: AssistantEventHandler, snapshot: RunSnapshot) -> None:
        self._handler = handler
        self._snapshot = snapshot
        self._part: tuple[str, int] | None = None
        self._begun: set[tuple[str, int]] = set()
        self._call: tuple[str, int] | None = None

    async def dispatch(self, event: StreamEvent) -> None:
        """Call what the event means."""
        handler = self._handler
        await handler.on_event(event)
        if isinstance(event, ThreadMessageDelta):
            await self._message_delta(event)
        elif isinstance(event, ThreadMessageCreated):
            await handler.on_message_created(event.data)
            await self._begin_parts(event.data)
        elif isinstance(event, ThreadMessageCompleted | ThreadMessageIncomplete):
            await self._finish_part(event.data)
            await handler.on_message_done(event.data)
        elif isinstance(event, ThreadRunStepCreated):
            await handler.on_run_step_created(event.data)
        elif isinstance(event, ThreadRunStepDelta):
            await self._step_delta(event)
        elif isinstance(
            event,
            ThreadRunStepCompleted | ThreadRunStepFailed | ThreadRunStepCancelled | ThreadRunStepExpired,
        ):
            await self._finish_call(event.data)
            await handler.on_run_step_done(event.data)
        elif isinstance(event, RUN_OVER_EVENTS) and self._call is not None:
            await self._finish_call(self._snapshot.step(self._call[0]))

    async def _message_delta(self, event: ThreadMessageDelta) -> None:
        snapshot = self._snapshot.message(event.data.id)
        if snapshot is None:
            return
        for delta in event.data.delta.content or ():
            part = (event.data.id, delta.index)
            if part != self._part:
                await self._finish_part(self._snapshot.message(self._part[0]) if self._part else None)
                self._part = part
            block = snapshot.content[delta.index] if 0 <= delta.index < len(snapshot.content) else None
            if isinstance(delta, TextDeltaBlock) and isinstance(block, TextContentBlock):
                if part not in self._begun:
                    self._begun.add(part)
                    await self._handler.on_text_created(block.text)
                if delta.text is not None:
                    await self._handler.on_text_delta(delta.text, block.text)
        await self._handler.on_message_delta(event.data.delta, snapshot)

    async def _begin_parts(self, message: Message) -> None:
        """Some servers begin a message with its first text in it."""
        for index, block in enumerate(message.content):
            if isinstance(block, TextContentBlock):
                self._begun.add((message.id, index))
                self._part = (message.id, index)
                await self._handler.on_text_created(block.text)

    async def _finish_part(self, message: Message | None) -> None:
        part, self._part = self._part, None
        if part is None or message is None or message.id != part[0] or part[1] >= len(message.content):
            return
        block = message.content[part[1]]
        if isinstance(block, TextContentBlock):
            await self._handler.on_text_done(block.text)
        elif isinstance(block, ImageFileContentBlock):
            await self._handler.on_image_file_done(block.image_file)

    async def _step_delta(self, event: ThreadRunStepDelta) -> None:
        snapshot = self._snapshot.step(event.data.id)
        if snapshot is None:
            return
        change, details = event.data.delta.step_details, snapshot.step_details
        if isinstance(change, ToolCallDeltaObject) and isinstance(details, ToolCallsStepDetails):
            for delta in change.tool_calls or ():
                index = delta.index if 0 <= delta.index < len(details.tool_calls) else -1
                if self._call == (event.data.id, delta.index):
                    await self._handler.on_tool_call_delta(delta, details.tool_calls[index])
                    continue
                if self._call is not None:
                    await self._finish_call(self._snapshot.step(self._call[0]))
                self._call = (event.data.id, delta.index)
                await self._handler.on_tool_call_created(details.tool_calls[index])
        await self._handler.on_run_step_delta(event.data.delta, snapshot)

    async def _finish_call(self, step: RunStep | None) -> None:
        call, self._call = self._call, None
        if call is None or step is None or not isinstance(step.step_details, ToolCallsStepDetails):
            return
        calls = step.step_details.tool_calls
        if step.id == call[0] and call[1] < len(calls):
            await self._handler.on_tool_call_done(calls[call[1]])
