"""Threads to be written out."""

from __future__ import annotations

from tui_threads.chat.exporting.reading import ThreadCopy
from tui_threads.wire.messages import Message
from tui_threads.wire.threads import Thread

MOMENT = 1_700_000_000
"""2023-11-14 22:13 UTC."""


def message(role: str, content: object, **more: object) -> Message:
    return Message.model_validate(
        {
            "id": "msg_1",
            "created_at": MOMENT,
            "role": role,
            "content": content,
            "thread_id": "thread_1",
            **more,
        }
    )


def copy_of(*messages: Message, title: str = "Rain in Bergen", **images: bytes) -> ThreadCopy:
    metadata: dict[str, object] = {"title": title} if title else {}
    thread = Thread.model_validate({"id": "thread_1", "created_at": MOMENT, "metadata": metadata})
    return ThreadCopy(thread, messages, images)
