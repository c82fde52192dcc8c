"""Forks: made at a message, by editing or by another answer; and the ways between them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from tui_threads.chat.lineage import Lineage, forks_of, lineage_of, versions
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.library import LibraryActions
from tui_threads.ui.ages import short_age
from tui_threads.ui.plain import one_line

if TYPE_CHECKING:
    from tui_threads.chat.lineage import Reason
    from tui_threads.chat.run_overrides import Overrides
    from tui_threads.wire.messages import Message


class ForkActions(LibraryActions):
    """What leads from one thread to another that was made of it."""

    _line: tuple[Sequence[ThreadRow], ThreadRow, str] | None = None
    """The words on the lineage of a row, and the rows they were made from."""

    def draw_header(self) -> None:
        super().draw_header()
        self.header.show_lineage(self._lineage_words())

    def _lineage_words(self) -> str:
        row, rows = self.row, self.library.rows
        if row is None or row.id is None:
            return ""
        if self._line is None or self._line[0] is not rows or self._line[1] is not row:
            self._line = (rows, row, _words_on(row, rows))
        return self._line[2]

    async def fork(self, key: str, reason: Reason) -> bool:
        """Open a new thread of all that was said up to a message; whether that was done.

        An edit leaves the message itself out, the others take it along.
        """
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.entries import MessageEntry
        from tui_threads.chat.forking import fork_thread
        from tui_threads.chat.trouble import trouble_of

        row, session = self.row, self.session
        entry = session.conversation.entry(key) if session is not None else None
        if row is None or row.id is None or not isinstance(entry, MessageEntry):
            return False
        if self.link.state != "online":
            self.say("The server is away, and a fork is made there; try again when it answers.")
            return False
        origin = self._origin(row, entry.message, reason)
        try:
            thread_id = await self.link.call(
                lambda client: fork_thread(client, row, key, including=reason != "edit", origin=origin)
            )
        except ApiError as error:
            self.say(trouble_of(error).sentence)
            return False
        await self._open_fork(row, thread_id)
        return True

    def _origin(self, row: ThreadRow, message: Message, reason: Reason) -> Lineage:
        from tui_threads.chat.entries import MessageEntry
        from tui_threads.chat.lineage import COPIED, origin_of

        entries = self.session.conversation.entries if self.session is not None else ()
        own = (
            one.message.id
            for one in entries
            if isinstance(one, MessageEntry) and COPIED not in one.message.metadata
        )
        return origin_of(row, message, reason, is_first_own=next(own, None) == message.id)

    async def _open_fork(self, row: ThreadRow, thread_id: str) -> None:
        """Know and open a fork; who answers in it is who answered before."""
        from tui_threads.chat.run_overrides import read_overrides, write_overrides
        from tui_threads.chat.seen import seen_thread
        from tui_threads.chat.thread_rows import change_thread, find_thread, see_threads

        profile = self.setup.endpoint.profile
        thread = await self.link.call(lambda client: client.threads.retrieve(thread_id))
        await self.cache.run(see_threads, profile, [seen_thread(thread)])
        fork = await self.cache.run(find_thread, profile, thread_id)
        assert fork is not None
        await self.cache.run(
            change_thread, fork.key, assistant_id=row.assistant_id, snippet=row.snippet, unread=False
        )
        overrides = await self.cache.run(read_overrides, profile, row.key)
        if overrides is not None:
            await self.cache.run(write_overrides, profile, fork.key, overrides)
        fork = fork._replace(assistant_id=row.assistant_id, snippet=row.snippet, unread=False)
        self.library.put(fork)
        self.open_thread(fork)

    async def regenerate(self, key: str, once: Overrides | None = None) -> None:
        """Have a question answered anew in a fork; the earlier reply stays in the thread it is in.

        Args:
            once: How this one run is to be, where otherwise than the thread's.
        """
        question = self._question_of(key)
        if question is None or self.session is None:
            return
        if self.session.conversation.keys[-1] == question:
            self.session.ask_again(once)  # nothing has answered it yet
        elif await self.fork(question, "answer") and self.session is not None:
            self.session.ask_again(once)
            self.say("Answered anew in a fork; the earlier reply is kept, ( leads back to it.", 12.0)

    def _question_of(self, key: str) -> str | None:
        """The message of the user at or above an entry."""
        from tui_threads.chat.entries import MessageEntry

        question = None
        for entry in self.session.conversation.entries if self.session is not None else ():
            if isinstance(entry, MessageEntry) and entry.message.role == "user":
                question = entry.message.id
            if entry.key == key:
                return question
        return None

    def action_open_parent(self) -> None:
        """Open the thread that this one was forked from, at the message where."""
        lineage = lineage_of(self.row) if self.row is not None else None
        if lineage is None:
            self.say("This thread is no fork.")
        else:
            self._open_origin(lineage)

    @work(group="open")
    async def _open_origin(self, lineage: Lineage) -> None:
        parent = await self.fetched(lineage.parent)
        if isinstance(parent, str):
            self.say(parent)
        elif lineage.at:
            self.open_at(parent, lineage.at)
        else:
            self.open_thread(parent)

    @work(group="open")
    async def action_open_fork(self) -> None:
        """Choose one of the threads that were forked from this one."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        row = self.row
        forks = forks_of(self.library.rows, row.id) if row is not None and row.id is not None else []
        if not forks:
            self.say("Nothing was forked from this thread.")
            return
        now = time.time()
        choices = [
            Choice(one.key, _title(one), note=short_age(one.active_at, now), detail=one_line(one.snippet))
            for one in forks
        ]
        chosen = await self.app.push_screen_wait(PickerDialog(choices, heading="Forks of this thread"))
        if chosen is not None:
            self.open_key(chosen)

    def action_other_version(self, by: int) -> None:
        """Go to the next or previous answer to a question, or wording of it."""
        found = self._versions()
        if self.row is None or len(found) < 2:
            self.say("There is no other answer here; r on a reply asks for one.")
            return
        keys = [one.key for one in found]
        at = keys.index(self.row.key) + by
        if not 0 <= at < len(found):
            self.say(f"This is the {'last' if by > 0 else 'first'} of {len(found)}.")
            return
        lineage = lineage_of(found[at])
        origin = lineage_of(found[-1])
        if at == 0 and origin is not None:
            self.open_at(found[0], origin.at)
        elif lineage is not None:
            self.open_thread(found[at], focus=False)

    def _versions(self) -> list[ThreadRow]:
        return versions_beside(self.row, self.library.rows) if self.row is not None else []


def versions_beside(row: ThreadRow, rows: Sequence[ThreadRow]) -> list[ThreadRow]:
    """The versions that a thread is one of; of a thread that was forked, those made last."""
    own = lineage_of(row)
    if own is not None and own.reason != "fork":
        return versions(rows, own)
    if row.id is None:
        return []
    again = [one for fork in forks_of(rows, row.id) if (one := lineage_of(fork)) and one.reason != "fork"]
    return versions(rows, again[-1]) if again else []


def _words_on(row: ThreadRow, rows: Sequence[ThreadRow]) -> str:
    """`answer 2 of 3 · from “Lisbon”`, `2 forks`, or nothing."""
    parts = []
    beside = versions_beside(row, rows)
    if len(beside) > 1 and row in beside:
        last = lineage_of(beside[-1])
        word = "answer" if last is not None and last.reason == "answer" else "wording"
        parts.append(f"{word} {beside.index(row) + 1} of {len(beside)} ( )")
    lineage = lineage_of(row)
    if lineage is not None:
        parent = next((one for one in rows if one.id == lineage.parent), None)
        parts.append(f"from “{_title(parent)}”" if parent is not None else "from a thread not in the list")
    if row.id is not None and (forks := forks_of(rows, row.id)):
        parts.append("1 fork" if len(forks) == 1 else f"{len(forks)} forks")
    return " · ".join(parts)


def _title(row: ThreadRow) -> str:
    return one_line(row.title) or "Untitled"
