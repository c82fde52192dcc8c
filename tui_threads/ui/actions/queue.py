"""What the user says: put into the queue of its thread, sent at once, taken back, dropped."""

from __future__ import annotations

from tui_threads.chat.cache import CacheError
from tui_threads.chat.outbox import NEW_THREAD, Draft, Queued, new_queued, read_prompts
from tui_threads.chat.run_overrides import Overrides, enqueue_with
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.titles import title_from
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.actions.runs import Runs
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace


class Queue:
    """Says things in the thread that is shown; what cannot be kept stands in the composer again."""

    def __init__(
        self, stage: Stage, work: Workspace, panes: Panes, drawing: Drawing, *, opening: Opening, runs: Runs
    ) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._opening = opening
        self._runs = runs

    def say(self, text: str) -> None:
        """Put a message into the thread that is shown; a new thread begins with it."""
        work = self._work
        for follower in self._opening.followers:
            follower.sending()
        draft = work.draft_key
        files = work.draft_files.of(draft)
        row = work.row
        if row is None:
            row = work.library.begin(title_from(text) or (files[0].name if files else ""))
            work.key = row.key
        drafted = work.drafts.moved(draft)
        self._panes.composer.put("")
        self._panes.transcript.follow()
        self._drawing.show_title()
        once, work.once = work.once, None
        self.stage.start(self._enqueue, row, new_queued(row.key, text, files), drafted, once)
        work.draft_files.moved(draft)
        self._drawing.show_files()
        if work.session is None and work.desk is not None:
            self._opening.open(row)

    async def _enqueue(self, row: ThreadRow, queued: Queued, draft: Draft, once: Overrides | None) -> None:
        work = self._work
        try:
            await work.cache.run(enqueue_with, work.profile, queued, draft, row=row, once=once)
        except CacheError:
            if draft.thread == NEW_THREAD:
                self._unbegin(row.key)
            self._panes.composer.put_above(queued.text)
            work.once = once
            work.draft_files.forget(draft.thread)
            self._drawing.show_files()
            raise
        self._panes.composer.set_prompts(await work.cache.run(read_prompts))
        if work.desk is not None and (session := work.desk.session(queued.thread)) is not None:
            session.take(queued)
        await work.library.look_at(queued.thread)

    def _unbegin(self, key: int) -> None:
        """A thread could not be kept: one stands where it would have begun, with what was typed since."""
        work, composer = self._work, self._panes.composer
        if work.key == key:
            typed = composer.text
            composer.put("")
            self._opening.open(None)
            composer.put_above(typed)
        if work.desk is not None:
            work.desk.forget(key)
        work.library.forget(key)

    def drop_once(self) -> None:
        """Let the next message be answered as usual."""
        self._work.once = None
        self._drawing.show_status()

    def holds(self, key: str) -> bool:
        """Whether an entry of the transcript is a message that still waits."""
        session = self._work.session
        return session is not None and any(queued.key == key for queued in session.queue)

    def send_at_once(self, key: str) -> None:
        """Stop the reply; this waiting message goes first."""
        if self._work.session is not None:
            self._work.session.put_first(key)
            if self._work.run_active:
                self._runs.stop()

    @worker("work")
    async def take_back(self, key: str, *, edit: bool) -> None:
        """Take a waiting message out of the queue; to edit it is to have it back in the composer."""
        work, composer = self._work, self._panes.composer
        session = work.session
        text = await session.drop_queued(key, edit=edit) if session else None
        if session is None or text is None or not edit:
            return
        work.draft_files.forget(session.key)
        if work.session is session:
            self._drawing.show_files()
            composer.put_above(text)
            self.stage.focus(composer)
            work.drafts.note(session.key, composer.text)
        else:  # another thread is shown by now
            below = work.drafts.text(session.key)
            work.drafts.note(session.key, "\n".join(filter(None, [text, below])))

    def _waiting(self) -> list[str]:
        """Keys of the messages that can still be taken back, oldest first."""
        queue = self._work.session.queue if self._work.session is not None else []
        waiting = [queued.key for queued in queue if queued.state != "sending"]
        if not waiting:
            self.stage.say("No message waits.")
        return waiting

    def send_first(self) -> None:
        """Stop the reply and send what waits first."""
        if waiting := self._waiting():
            self.send_at_once(waiting[0])

    def edit_last(self) -> None:
        """Have the message that was queued last back in the composer, above what is in it."""
        if waiting := self._waiting():
            self.take_back(waiting[-1], edit=True)

    def drop_last(self) -> None:
        """Take away the message that was queued last; its words are in the prompt history."""
        if waiting := self._waiting():
            self.take_back(waiting[-1], edit=False)
            self.stage.say("Dropped. Its words are in the history; Up brings them back.")
