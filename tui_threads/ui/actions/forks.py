"""Forks: made at a message, by editing or by another answer; and the ways between them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tui_threads.chat.lineage import Lineage, forks_of, lineage_of
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.fetching import Fetching
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.actions.seeking import Seeking
from tui_threads.ui.ages import short_age
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.lineage_words import title_of, versions_beside
from tui_threads.ui.panes import Panes
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.lineage import Reason
    from tui_threads.chat.run_overrides import Overrides
    from tui_threads.wire.messages import Message


class Forks:
    """What leads from one thread to another that was made of it."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        drawing: Drawing,
        *,
        opening: Opening,
        seeking: Seeking,
        fetching: Fetching,
    ) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._opening = opening
        self._seeking = seeking
        self._fetching = fetching

    @worker("work")
    async def fork(self, key: str, edit: str | None = None) -> None:
        """Go on from a message in a new thread, or say it otherwise there, with the files it had."""
        from tui_threads.chat.attaching import sent_files
        from tui_threads.chat.entries import MessageEntry

        work = self._work
        entry = work.session.conversation.entry(key) if work.session else None
        if not await self._made(key, "fork" if edit is None else "edit"):
            return
        if edit is not None:
            self._panes.composer.put(edit)
            if isinstance(entry, MessageEntry) and (files := sent_files(entry.message)):
                await work.draft_files.add_sent(work.draft_key, files)
                self._drawing.show_files()
        self.stage.say("This is a fork; its origin is unchanged. Tab, then p, leads there.", 12.0)

    async def _made(self, key: str, reason: Reason) -> bool:
        """Open a new thread of all that was said up to a message; whether that was done.

        An edit leaves the message itself out, the others take it along.
        """
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.entries import MessageEntry
        from tui_threads.chat.forking import fork_thread
        from tui_threads.chat.trouble import trouble_of

        row, session = self._work.row, self._work.session
        entry = session.conversation.entry(key) if session is not None else None
        if row is None or row.id is None or not isinstance(entry, MessageEntry):
            return False
        if self._work.link.state != "online":
            self.stage.say("The server is away, and a fork is made there; try again when it answers.")
            return False
        origin = self._origin(row, entry.message, reason)
        try:
            thread_id = await self._work.link.call(
                lambda client: fork_thread(client, row, key, including=reason != "edit", origin=origin)
            )
        except ApiError as error:
            self.stage.say(trouble_of(error).sentence)
            return False
        await self._open_made(row, thread_id, to_write=reason != "answer")
        return True

    def _origin(self, row: ThreadRow, message: Message, reason: Reason) -> Lineage:
        from tui_threads.chat.entries import MessageEntry
        from tui_threads.chat.lineage import COPIED, origin_of

        entries = self._work.session.conversation.entries if self._work.session is not None else ()
        own = (
            one.message.id
            for one in entries
            if isinstance(one, MessageEntry) and COPIED not in one.message.metadata
        )
        return origin_of(row, message, reason, is_first_own=next(own, None) == message.id)

    async def _open_made(self, row: ThreadRow, thread_id: str, *, to_write: bool) -> None:
        """Know and open a fork, in the composer where one goes on by writing; who answered before answers."""
        from tui_threads.chat.run_overrides import read_overrides, write_overrides
        from tui_threads.chat.seen import seen_thread
        from tui_threads.chat.thread_rows import find_thread, see_threads

        profile = self._work.profile
        thread = await self._work.link.call(lambda client: client.threads.retrieve(thread_id))
        await self._work.cache.run(see_threads, profile, [seen_thread(thread)])
        fork = await self._work.cache.run(find_thread, profile, thread_id)
        assert fork is not None
        await self._work.library.change(
            fork.key, assistant_id=row.assistant_id, snippet=row.snippet, unread=False
        )
        overrides = await self._work.cache.run(read_overrides, profile, row.key)
        if overrides is not None:
            await self._work.cache.run(write_overrides, profile, fork.key, overrides)
        self._opening.open(self._work.library.row(fork.key), focus=to_write)

    @worker("work")
    async def regenerate(self, key: str, once: Overrides | None = None) -> None:
        """Have a question answered anew in a fork; the earlier reply stays in the thread it is in.

        Args:
            once: How this one run is to be, where otherwise than the thread's.
        """
        question = self._question_of(key)
        if question is None or self._work.session is None:
            return
        if self._work.session.conversation.keys[-1] == question:
            self._work.session.ask_again(once)  # nothing has answered it yet
        elif await self._made(question, "answer") and self._work.session is not None:
            self._work.session.ask_again(once)
            self.stage.say("Answered anew in a fork; the earlier reply is kept, ( leads back to it.", 12.0)

    def _question_of(self, key: str) -> str | None:
        """The message of the user at or above an entry."""
        from tui_threads.chat.entries import MessageEntry

        question = None
        for entry in self._work.session.conversation.entries if self._work.session is not None else ():
            if isinstance(entry, MessageEntry) and entry.message.role == "user":
                question = entry.message.id
            if entry.key == key:
                return question
        return None

    @worker("open")
    async def open_parent(self) -> None:
        """Open the thread that this one was forked from, at the message where."""
        lineage = lineage_of(self._work.row) if self._work.row is not None else None
        if lineage is None:
            self.stage.say("This thread is no fork.")
            return
        parent = await self._fetching.fetched(lineage.parent)
        if isinstance(parent, str):
            self.stage.say(parent)
        elif lineage.at:
            self._seeking.open_at(parent, lineage.at)
        else:
            self._opening.open(parent)

    @worker("open")
    async def open_fork(self) -> None:
        """Choose one of the threads that were forked from this one."""
        from tui_threads.ui.dialogs.picker import Choice, PickerDialog

        row = self._work.row
        forks = forks_of(self._work.library.rows, row.id) if row is not None and row.id is not None else []
        if not forks:
            self.stage.say("Nothing was forked from this thread.")
            return
        now = time.time()
        choices = [
            Choice(one.key, title_of(one), note=short_age(one.active_at, now), detail=one_line(one.snippet))
            for one in forks
        ]
        chosen = await self.stage.ask(PickerDialog(choices, heading="Forks of this thread"))
        if chosen is not None:
            self._opening.open_key(chosen)

    def other_version(self, by: int) -> None:
        """Go to the next or previous answer to a question, or wording of it."""
        row = self._work.row
        found = versions_beside(row, self._work.library.rows) if row is not None else []
        if row is None or len(found) < 2:
            self.stage.say("There is no other answer here; r on a reply asks for one.")
            return
        at = [one.key for one in found].index(row.key) + by
        if not 0 <= at < len(found):
            self.stage.say(f"This is the {'last' if by > 0 else 'first'} of {len(found)}.")
            return
        lineage = lineage_of(found[at])
        origin = lineage_of(found[-1])
        if at == 0 and origin is not None:
            self._seeking.open_at(found[0], origin.at)
        elif lineage is not None:
            self._opening.open(found[at], focus=False)
