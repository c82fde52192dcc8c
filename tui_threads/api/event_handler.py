"""Handlers of a streamed run, in the manner of openai-python's `AsyncAssistantEventHandler`."""

from __future__ import annotations

from tui_threads.wire.deltas import MessageDelta, TextDelta
from tui_threads.wire.events import StreamEvent
from tui_threads.wire.messages import ImageFile, Message, Text
from tui_threads.wire.step_deltas import RunStepDelta, ToolCallDelta
from tui_threads.wire.steps import RunStep, ToolCall

__all__ = ["AssistantEventHandler"]


class AssistantEventHandler:
    """Override what you want to hear of, and give an instance to `stream(event_handler=...)`.

    For each event `on_event` comes first, then the more special ones. A text, image or tool call is
    "done" once, when the next one begins or its message, step or run ends.
    """

    async def on_event(self, event: StreamEvent) -> None:
        """Every event."""

    async def on_message_created(self, message: Message) -> None:
        """A message was begun."""

    async def on_message_delta(self, delta: MessageDelta, snapshot: Message) -> None:
        """A message has grown; `snapshot` is all of it so far."""

    async def on_message_done(self, message: Message) -> None:
        """A message is whole, or stays incomplete."""

    async def on_text_created(self, text: Text) -> None:
        """A block of text was begun."""

    async def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
        """A block of text has grown; `snapshot` is all of it so far."""

    async def on_text_done(self, text: Text) -> None:
        """A block of text is whole."""

    async def on_image_file_done(self, image_file: ImageFile) -> None:
        """An image is there."""

    async def on_run_step_created(self, run_step: RunStep) -> None:
        """A step was begun."""

    async def on_run_step_delta(self, delta: RunStepDelta, snapshot: RunStep) -> None:
        """A step has grown; `snapshot` is all of it so far."""

    async def on_run_step_done(self, run_step: RunStep) -> None:
        """A step is completed, failed, cancelled or expired."""

    async def on_tool_call_created(self, tool_call: ToolCall) -> None:
        """A tool call was begun."""

    async def on_tool_call_delta(self, delta: ToolCallDelta, snapshot: ToolCall) -> None:
        """A tool call has grown; `snapshot` is all of it so far."""

    async def on_tool_call_done(self, tool_call: ToolCall) -> None:
        """A tool call is whole."""

    async def on_exception(self, exception: Exception) -> None:
        """The stream failed; the exception is raised to the reader afterwards."""

    async def on_timeout(self) -> None:
        """The server was silent for too long; `on_exception` follows."""

    async def on_end(self) -> None:
        """The stream is over, well or not. Always the last."""
