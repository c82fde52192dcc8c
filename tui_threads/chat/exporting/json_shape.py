"""Threads as JSON in the API's own shape: a list object of threads, each with a list of its messages.

Beside the API's own fields a thread has `messages`, the list object that asking for them in ascending
order gives; everything else is as the server said it, unknown fields too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui_threads.chat.exporting.reading import ThreadCopy


def json_of(copy: ThreadCopy) -> str:
    """One thread."""
    return json_text(thread_object(copy))


def thread_object(copy: ThreadCopy) -> dict[str, object]:
    """One thread as a value."""
    messages = [message.model_dump(mode="json") for message in copy.messages]
    ids = [message.id for message in copy.messages]
    whole = copy.thread.model_dump(mode="json")
    return {**whole, "messages": list_object(messages, ids)}


def list_object(data: Sequence[object], ids: Sequence[str]) -> dict[str, object]:
    """A whole list as the API answers it."""
    first, last = (ids[0], ids[-1]) if ids else (None, None)
    return {"object": "list", "data": list(data), "first_id": first, "last_id": last, "has_more": False}


def json_text(value: object) -> str:
    """JSON for people and programs; characters that a terminal obeys are written as escapes."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    return (
        "".join(_escaped(character) for character in written) + "\n" if _unsafe(written) else written + "\n"
    )


def _unsafe(text: str) -> bool:
    return any(map(_is_unsafe, set(text)))


def _is_unsafe(character: str) -> bool:
    code = ord(character)
    return (
        0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or 0x202A <= code < 0x202F or 0x2066 <= code < 0x206A
    )


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if _is_unsafe(character) else character
