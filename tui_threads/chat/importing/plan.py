"""What an import would do, compared with the threads there are: nothing is changed by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui_threads.chat.importing.found import FoundThread, Source
from tui_threads.chat.library import metadata_of
from tui_threads.chat.thread_rows import ThreadRow

State = Literal["new", "unfinished", "here", "empty"]
"""
`new`: no thread carries its mark.
`unfinished`: a thread carries it and has fewer messages than the source: it is completed.
`here`: it was brought in whole, or it is the very thread.
`empty`: nothing in it can be brought in.
"""

MARK, COUNT = "imported_from", "imported_messages"
"""Metadata of a thread that was brought in: where from, and how many messages have landed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One thread of the source, and what is to be done with it."""

    thread: FoundThread
    state: State
    thread_id: str | None = None
    """The thread that carries its mark."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All threads of all sources, in their order."""

    items: Sequence[Planned]
    left_out: Counter[str]
    """What is not brought along, of the threads that are new or unfinished, by reason."""

    def count(self, state: State) -> int:
        return sum(item.state == state for item in self.items)

    @property
    def todo(self) -> list[Planned]:
        """Oldest first: lists are ordered by when a thread was made here."""
        wanted = [item for item in self.items if item.state in ("new", "unfinished")]
        return sorted(wanted, key=lambda item: item.thread.created_at or 0)

    @property
    def messages(self) -> int:
        """Messages of the threads that are new."""
        return sum(len(item.thread.messages) for item in self.items if item.state == "new")


def make_plan(sources: Sequence[Source], rows: Sequence[ThreadRow]) -> Plan:
    """Compare what was found with the threads of the server.

    Args:
        rows: The server's threads; those that are gone there do not count.
    """
    here = [row for row in rows if row.id is not None and not row.gone]
    ids = {row.id for row in here}
    marked = _marked(here)
    items: list[Planned] = []
    left_out: Counter[str] = Counter()
    seen: set[str] = set()
    for source in sources:
        left_out += source.left_out
        for thread in source.threads:
            mark = mark_of(thread)
            items.append(_planned(thread, marked.get(mark), thread.own_id in ids or mark in seen))
            seen.add(mark)
    for item in items:
        if item.state in ("new", "unfinished"):
            left_out += item.thread.left_out
    return Plan(items, left_out)


def mark_of(thread: FoundThread) -> str:
    """The mark as metadata can hold it."""
    return thread.mark[:512]


def _marked(rows: Sequence[ThreadRow]) -> dict[str, ThreadRow]:
    """Rows by their mark; where a fork inherited one, the thread it was forked from has it."""
    found: dict[str, ThreadRow] = {}
    for row in rows:
        metadata = metadata_of(row)
        mark = metadata.get(MARK)
        if mark and (mark not in found or "forked_from" not in metadata):
            found[mark] = row
    return found


def _planned(thread: FoundThread, row: ThreadRow | None, here: bool) -> Planned:
    if not thread.messages:
        return Planned(thread, "empty")
    if here:
        return Planned(thread, "here", thread.own_id)
    if row is None:
        return Planned(thread, "new")
    landed = metadata_of(row).get(COUNT, "")
    whole = landed.isdecimal() and int(landed) >= len(thread.messages)
    return Planned(thread, "here" if whole else "unfinished", row.id)
