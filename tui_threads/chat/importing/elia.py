"""Chats of elia: its file `elia.sqlite`, as elia 1.0 to 1.10 lay it out.

A `chat` has a title, a model, a start and since 1.8 an archive mark; a `message` has role, content, time,
model and sometimes a parent. Times carry no zone and are UTC; only what elia's own import of a ChatGPT export
wrote is in the time of that machine, which nothing tells, and the epoch where the export had no time.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from tui_threads.chat.importing import found
from tui_threads.chat.importing.fields import seconds, text
from tui_threads.chat.importing.found import FoundMessage, FoundThread, Source
from tui_threads.chat.importing.sqlite_rows import Tables

_CHAT = ("id", "model", "title", "started_at", "archived")
_MESSAGE = ("id", "chat_id", "role", "content", "timestamp", "model")


def is_elia(tables: Tables) -> bool:
    """Whether these are elia's tables."""
    chat, message = tables.columns("chat"), tables.columns("message")
    return {"id", "started_at"} <= chat and {"chat_id", "role", "content"} <= message


def read_elia(tables: Tables) -> Source:
    """All chats."""
    said: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for row in tables.rows("message", _MESSAGE):
        said[row["chat_id"]].append(row)
    chats = tables.rows("chat", _CHAT)
    lost = sum(len(rows) for chat, rows in said.items() if chat not in {row["id"] for row in chats})
    left_out = Counter({"messages that belong to no chat": lost} if lost else {})
    return Source("elia", tuple(_thread(chat, said[chat["id"]]) for chat in chats), left_out)


def _thread(chat: dict[str, object], rows: list[dict[str, object]]) -> FoundThread:
    left_out: Counter[str] = Counter()
    instructions: list[str] = []
    messages: list[FoundMessage] = []
    for row in rows:
        content, role = text(row["content"]), text(row["role"])
        if not content.strip():
            left_out[found.EMPTY] += 1
        elif role == "system":
            left_out[found.SYSTEM] += 1
            instructions.append(content)
        elif role not in ("user", "assistant"):
            left_out[found.TOOLS] += 1
        else:
            messages.append(
                FoundMessage(
                    role="user" if role == "user" else "assistant",
                    parts=(content,),
                    id=str(row["id"]),
                    created_at=seconds(row["timestamp"]),
                    model=text(row["model"]) or None if role == "assistant" else None,
                )
            )
    started = text(chat["started_at"])
    return FoundThread(
        mark=f"elia:{chat['id']}-{found.fingerprint(started)}",
        title=text(chat["title"]),
        messages=tuple(messages),
        created_at=seconds(started),
        instructions="\n\n".join(instructions),
        archived=bool(chat["archived"]),
        left_out=left_out,
    )
