"""What the list of threads needs of what a server says."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui_threads.chat.history import text_of
from tui_threads.chat.moments import original_moment, said_at
from tui_threads.chat.thread_rows import NOTHING_SAID, RowValue, SeenThread, ThreadRow
from tui_threads.chat.titles import snippet_from, title_from
from tui_threads.wire.extensions import ListedThread
from tui_threads.wire.messages import Message
from tui_threads.wire.threads import Thread


def seen_thread(thread: Thread) -> SeenThread:
    """A thread, with what was said last in it where the server tells."""
    metadata = {name: value for name, value in thread.metadata.items() if isinstance(value, str)}
    seen = SeenThread(
        id=thread.id,
        title=metadata.get("title") or None,
        created_at=thread.created_at,
        active_at=original_moment(thread),
        pinned=bool(metadata.get("pinned")),
        archived=bool(metadata.get("archived")),
        metadata=json.dumps(metadata),
        snippet=None,
    )
    if not isinstance(thread, ListedThread) or not tells_activity(thread):
        return seen
    last = thread.last_message
    if last is None:
        return seen._replace(last_message=NOTHING_SAID)
    snippet = snippet_from(last.snippet) or None
    return seen._replace(active_at=said_at(last), snippet=snippet, last_message=last.id)


def seen_message(row: ThreadRow, message: Message) -> SeenThread:
    """A known thread, of which only the last message was asked for."""
    assert row.id is not None
    return SeenThread(
        id=row.id,
        title=None,
        created_at=row.created_at,
        active_at=said_at(message),
        pinned=row.pinned,
        archived=row.archived,
        metadata=row.metadata,
        snippet=snippet_from(text_of(message)) or None,
        last_message=message.id,
    )


def said_fields(row: ThreadRow, messages: Sequence[Message], *, visible: bool) -> dict[str, RowValue]:
    """What the row of a thread says after these messages, oldest first.

    Args:
        visible: Whether somebody looks at the thread, so that nothing in it is unread.
    """
    last = messages[-1]
    fields: dict[str, RowValue] = {
        "active_at": max(row.active_at, said_at(last)),
        "last_message": last.id,
        "unread": not visible and (row.unread or last.role == "assistant"),
    }
    known = row.id is None or row.created_at  # else the server may have a title for it
    if known and not row.title and (said := next((m for m in messages if m.role == "user"), None)):
        fields["title"] = title_from(text_of(said))
    if snippet := snippet_from(text_of(last)):
        fields["snippet"] = snippet
    return fields


def tells_activity(thread: Thread) -> bool:
    """Whether the server that listed this thread tells what was said last, and lists by activity."""
    return "last_message" in thread.model_fields_set
