"""Chats of oterm: its file `store.db`, as oterm 0.1 to 0.26 lay it out.

A `chat` has a name, a model and a system prompt; a `message` an author, a text and base64 images. The author
is `user` or `assistant`; versions before 0.10 wrote `me` and `ollama`, and those before 0.6 gave messages no
id. Nothing carries a time.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict

from tui_threads.chat.importing import found
from tui_threads.chat.importing.fields import items, text
from tui_threads.chat.importing.found import FoundMessage, FoundThread, Part, Source
from tui_threads.chat.importing.images import encoded_image
from tui_threads.chat.importing.sqlite_rows import Tables

_CHAT = ("id", "name", "model", "system", "provider")
_MESSAGE = ("chat_id", "author", "text", "images")
_USERS = ("user", "me")


def is_oterm(tables: Tables) -> bool:
    """Whether these are oterm's tables."""
    chat, message = tables.columns("chat"), tables.columns("message")
    return {"id", "name", "model"} <= chat and {"chat_id", "author", "text"} <= message


def read_oterm(tables: Tables) -> Source:
    """All chats."""
    said: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for row in tables.rows("message", _MESSAGE):
        said[row["chat_id"]].append(row)
    return Source("oterm", tuple(_thread(chat, said[chat["id"]]) for chat in tables.rows("chat", _CHAT)))


def _thread(chat: dict[str, object], rows: list[dict[str, object]]) -> FoundThread:
    left_out: Counter[str] = Counter()
    messages: list[FoundMessage] = []
    model = text(chat["model"])
    for row in rows:
        parts: list[Part] = [text(row["text"])] if text(row["text"]).strip() else []
        parts += [encoded_image(text(image), f"image-{n}") for n, image in enumerate(_images(row), start=1)]
        by_user = row["author"] in _USERS
        if parts:
            messages.append(
                FoundMessage(
                    role="user" if by_user else "assistant",
                    parts=tuple(parts),
                    model=None if by_user else model or None,
                )
            )
        else:
            left_out[found.EMPTY] += 1
    system = text(chat["system"])
    if system:
        left_out[found.SYSTEM] += 1
    first = messages[0].text if messages else ""
    return FoundThread(
        mark=f"oterm:{chat['id']}-{found.fingerprint(first)}",
        title=text(chat["name"]),
        messages=tuple(messages),
        instructions=system,
        left_out=left_out,
    )


def _images(row: dict[str, object]) -> list[object]:
    try:
        return list(items(json.loads(text(row["images"]) or "[]")))
    except ValueError:
        return []
