"""One open thread: what is shown of it, what waits to be sent into it, and the run that answers.

What the user wants is noted here and wakes the loop of `turns`, which talks to the server. So nothing here
fails because the server is away; it only takes longer. What was typed lies in the cache before anybody
tries to send it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from tui_threads.chat import outbox
from tui_threads.chat.attaching import shown_attachments
from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.changes import NOTHING, Change
from tui_threads.chat.conversation import Conversation
from tui_threads.chat.history import History, Loaded
from tui_threads.chat.library import Library
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import CLIENT_KEY, Queued
from tui_threads.chat.run_overrides import Overrides
from tui_threads.chat.run_times import Stopwatch
from tui_threads.chat.seen import said_fields
from tui_threads.chat.thread_rows import RowValue, ThreadRow
from tui_threads.chat.tool_outputs import ToolOutputs
from tui_threads.chat.trouble import OFFLINE_REASON
from tui_threads.wire.extensions import RunContext
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES, Run

Listener = Callable[["ChatSession", Change], None]
"""Told of every change, and with an empty change when only the row or the queue is different."""


class ChatSession:
    """A conversation that can act. Its methods belong to the event loop's thread and never wait long."""

    def __init__(
        self, row: ThreadRow, *, library: Library, cache: Cache, link: Link, on_change: Listener
    ) -> None:
        self.key = row.key
        self.profile = library.profile
        self.conversation = Conversation()
        self.queue: list[Queued] = []
        """What the server does not hold yet, oldest first."""
        self.history = History(cache, row.key)
        self.has_older = True
        """Whether there may be messages above the oldest one shown."""
        self.opened = False
        """Whether the mirror was read; nothing is known of the thread before."""
        self.answer_wanted = False
        """A run is to be begun although nothing waits to be sent."""
        self.answer_with: Overrides | None = None
        """How the run that is wanted is to be, where otherwise than the thread's."""
        self.answering = False
        """Whether a run is being begun or followed right now."""
        self.stop_wanted = False
        self.upload: asyncio.Task[Queued] | None = None
        """Brings the files of the message that is sent to the server, as long as that takes."""
        self.tool_outputs: ToolOutputs | None = None
        """What the waiting run is to be given, until it is seen to have gone on."""
        self.words_kept = 0
        """How often words typed for a run that is over went to the prompt history."""
        self.begun_here: str | None = None
        """Id of the newest run that this session has begun itself."""
        self.stopwatch = Stopwatch()
        """Measures the runs that this session begins."""
        self.context: RunContext | None = None
        """What the model of the last run could read, where the server tells."""
        self.visible = False
        """Whether somebody looks at it, so that nothing in it is unread."""
        self.stale = True
        """Whether the server must be asked again before anything else."""
        self.wake = asyncio.Event()
        self._row = row
        self._library = library
        self._cache, self._link, self._on_change = cache, link, on_change

    @property
    def row(self) -> ThreadRow:
        """The thread as the library has it; one that was deleted as it was."""
        self._row = self._library.row(self.key) or self._row
        return self._row

    @property
    def active_run(self) -> Run | None:
        """The run that locks the thread."""
        run = self.conversation.run
        return run if run is not None and run.status in ACTIVE_RUN_STATUSES else None

    @property
    def busy(self) -> bool:
        """Whether a reply is awaited or being written, or something waits to be sent."""
        return (
            self.answering
            or self.active_run is not None
            or self.answer_wanted
            or any(queued.state != "failed" for queued in self.queue)
        )

    @property
    def bare(self) -> bool:
        """Whether nothing was said in it; what may have been said, but is not read yet, counts as said."""
        return not self.conversation.keys and (self.row.id is None or not self.has_older)

    def emit(self, change: Change) -> None:
        """Tell whoever draws this session."""
        self._on_change(self, change)

    def glimpse(self) -> None:
        """Have the newest messages in the conversation for the next frame; `open` brings the rest."""
        try:
            messages = self.history.glimpsed()
        except CacheError:
            return  # `open` asks again, and its failure is told
        if messages:
            self.conversation.load(messages)

    async def open(self) -> None:
        """Show what is mirrored and what waits; needs no server."""
        messages = await self.history.from_mirror()
        stored = {message.metadata.get(CLIENT_KEY) for message in messages}
        self.queue = await self._cache.run(outbox.read_queue, self.key)
        self.opened = True
        self.load(Loaded(messages, has_more=True), stored)

    def load(self, loaded: Loaded, stored: Collection[object] = ()) -> None:
        """Show a thread anew, and below it what waits, but for what is stored there already."""
        change = self.conversation.load(loaded.messages, steps=loaded.steps, runs=loaded.runs)
        if not loaded.messages or self.conversation.oldest_message == loaded.messages[0].id:
            self.has_older = loaded.has_more
        for queued in self.queue:
            if queued.key not in stored:
                self.conversation.add_local(queued.key, queued.text, shown_attachments(queued.attachments))
                self.conversation.mark_local(queued.key, queued.state, queued.reason)
        self.emit(change)  # it says that everything is different, the queue included

    def take(self, queued: Queued) -> None:
        """Show a message that was put into the cache's queue, and send it when its turn comes."""
        if not self.opened or any(one.key == queued.key for one in self.queue):
            return  # opening reads the queue from the cache
        self.queue.append(queued)
        self.stale |= queued.state == "sending"  # another window was cut off in it: the server may have it
        change = self.conversation.add_local(queued.key, queued.text, shown_attachments(queued.attachments))
        if self._link.state == "offline":
            change += self.conversation.mark_local(queued.key, "waiting", OFFLINE_REASON)
        self.emit(change)
        self.wake.set()

    async def drop_queued(self, key: str, *, edit: bool = False) -> str | None:
        """Take a message out of the queue; its text, or None when it, not only its files, is on its way."""
        queued = next((one for one in self.queue if one.key == key), None)
        if queued is None or (queued.state == "sending" and not self.stop_upload()):
            return None
        self.queue.remove(queued)
        await self._cache.run(outbox.take_back, self.profile, queued, edit)
        self.emit(self.conversation.drop(key))
        return queued.text

    def stop_upload(self) -> bool:
        """Send no more of a message's files; whether any were on their way."""
        return self.upload is not None and self.upload.cancel()

    def put_first(self, key: str) -> None:
        """Send this one before the others that wait."""
        self.queue.sort(key=lambda queued: queued.key != key)
        self.wake.set()

    async def mark(self, queued: Queued, state: outbox.QueueState, reason: str | None = None) -> Queued:
        """Note how far a queued message has come."""
        marked = queued._replace(state=state, reason=reason)
        self.queue = [marked if one.key == queued.key else one for one in self.queue]
        await self._cache.run(outbox.mark_queued, queued.key, state, reason)
        self.emit(self.conversation.mark_local(queued.key, state, reason))
        return marked

    async def change_row(self, **fields: RowValue) -> None:
        """Change what the list shows of this thread."""
        await self._library.change(self.key, **fields)
        self.emit(NOTHING)

    async def note(self, messages: Sequence[Message]) -> None:
        """Let the list show what was said last."""
        if not messages:
            return
        fields = said_fields(self.row, messages, visible=self.visible)
        if any(getattr(self.row, name) != value for name, value in fields.items()):
            await self.change_row(**fields)
        else:
            await self.read_row()

    def hear(self, message_id: str | None, run_id: str | None) -> None:
        """Told of the thread's last message and active run: look at the server where they are not known."""
        if not self.opened or self.busy or self.stale:
            return
        if run_id is not None or (message_id and self.conversation.entry(message_id) is None):
            self.stale = True
            self.wake.set()

    async def read_row(self) -> None:
        """Let the library read again what was written of this thread."""
        await self._library.look_at(self.key)
        self.emit(NOTHING)

    async def retry(self) -> None:
        """Send again what failed; where nothing did, ask for an answer again."""
        failed = [queued for queued in self.queue if queued.state == "failed"]
        for queued in failed:
            await self.mark(queued, "waiting")
        self.answer_wanted = self.answer_wanted or not failed
        self.refresh()

    def answer_tools(self, outputs: ToolOutputs) -> None:
        """Give the waiting run what its functions have put out."""
        self.tool_outputs = outputs
        self.wake.set()

    def ask_again(self, with_overrides: Overrides | None = None) -> None:
        """Have the thread answered once more, perhaps by another assistant or model this once."""
        self.answer_wanted, self.answer_with = True, with_overrides
        self.wake.set()

    def refresh(self) -> None:
        """Ask the server again."""
        self.stale = True
        self._link.try_again()
        self.wake.set()

    def show_older(self, loaded: Loaded) -> None:
        """Put an older page above what is shown."""
        self.has_older = loaded.has_more
        self.emit(self.conversation.prepend(loaded.messages, steps=loaded.steps, runs=loaded.runs))
