"""Where threads come from: forks, edits and other answers, as their metadata tells.

A fork never changes the thread it comes from, so every earlier reply stays reachable there. What was
answered or edited more than once has versions: the thread it began in, and the forks made of it since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui_threads.chat.library import metadata_of
from tui_threads.chat.thread_rows import ThreadRow

if TYPE_CHECKING:
    from tui_threads.wire.messages import Message

FROM, AT, AS, COPIED = "forked_from", "forked_at", "forked_as", "copied_from"
"""Metadata of a fork: the thread, the message and the reason; of its messages: what each is a copy of."""

Reason = Literal["fork", "edit", "answer"]


class Lineage(NamedTuple):
    """Where a fork comes from."""

    parent: str
    """Id of the thread."""
    at: str
    """Id of a message there: the last that was copied; of an edit the one that was edited."""
    reason: Reason


def lineage_of(row: ThreadRow) -> Lineage | None:
    """Where a thread comes from; None where it is no fork."""
    if FROM not in row.metadata:
        return None
    metadata = metadata_of(row)
    parent, reason = metadata.get(FROM), metadata.get(AS)
    if not parent:
        return None
    known: Reason = "edit" if reason == "edit" else "answer" if reason == "answer" else "fork"
    return Lineage(parent, metadata.get(AT, ""), known)


def forks_of(rows: Iterable[ThreadRow], thread_id: str) -> list[ThreadRow]:
    """The forks of a thread, oldest first."""
    found = [
        row
        for row in rows
        if thread_id in row.metadata and (lineage := lineage_of(row)) and lineage.parent == thread_id
    ]
    return sorted(found, key=lambda row: (row.created_at, row.key))


def versions(rows: Sequence[ThreadRow], origin: Lineage) -> list[ThreadRow]:
    """The thread in which something was said first, and the forks in which it was said or answered anew."""
    first = [row for row in rows if row.id == origin.parent]
    return first + [row for row in forks_of(rows, origin.parent) if lineage_of(row) == origin]


def origin_of(row: ThreadRow, message: Message, reason: Reason, *, is_first_own: bool) -> Lineage:
    """Where a version of what was said in this thread belongs: beside the versions there are already.

    Args:
        message: the question to be answered anew, or the message to be edited.
        is_first_own: whether it is the first message of a fork that was not copied.
    """
    assert row.id is not None
    before = lineage_of(row)
    if before is not None and before.reason == reason:
        if reason == "answer" and message.metadata.get(COPIED) == before.at:
            return before
        if reason == "edit" and is_first_own:
            return before
    return Lineage(row.id, message.id, reason)
