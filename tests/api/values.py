"""Answers in the documented shape, and streams of events made of them."""

from __future__ import annotations

from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent, TextDelta, TextDeltaBlock
from tui_threads.wire.events import (
    DoneEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunInProgress,
    encode_stream_event,
)
from tui_threads.wire.messages import Message, Text, TextContentBlock
from tui_threads.wire.runs import Run


def run(status: str = "completed", **fields: object) -> Run:
    given = {"id": "run_1", "thread_id": "thread_1", "assistant_id": "asst_1", "model": "m", "status": status}
    return Run.model_validate({**given, **fields})


def message(text: str = "", status: str = "completed", **fields: object) -> Message:
    content = (TextContentBlock(text=Text(value=text)),) if text else ()
    given = {"id": "msg_1", "thread_id": "thread_1", "run_id": "run_1", "role": "assistant", "status": status}
    return Message.model_validate({**given, "content": content, **fields})


def text_delta(value: str, index: int = 0, message_id: str = "msg_1") -> ThreadMessageDelta:
    block = TextDeltaBlock(index=index, text=TextDelta(value=value))
    return ThreadMessageDelta(MessageDeltaEvent(id=message_id, delta=MessageDelta(content=(block,))))


def reply_events(*pieces: str) -> list[StreamEvent]:
    """A whole run that answers with these pieces of text."""
    return [
        ThreadRunCreated(run("queued")),
        ThreadRunInProgress(run("in_progress")),
        ThreadMessageCreated(message(status="in_progress")),
        *(text_delta(piece) for piece in pieces),
        ThreadMessageCompleted(message("".join(pieces))),
        ThreadRunCompleted(run()),
        DoneEvent(),
    ]


def encoded(*events: StreamEvent, ids_from: int | None = None) -> bytes:
    """Events as bytes of a stream, numbered if asked for."""
    return b"".join(
        encode_stream_event(event, None if ids_from is None else str(ids_from + place))
        for place, event in enumerate(events)
    )
